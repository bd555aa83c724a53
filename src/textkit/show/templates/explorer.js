/* The explorer in the browser. Python finds and counts; here is shown what it sends, every text as text (textContent).
   The article alone is HTML, which textkit has escaped. */

const PLACES = ["L3", "L2", "L1", "node", "R1", "R2", "R3"];
const HELP = [
  ["tariff*", "words that begin so; ? stands for one character"],
  ["trade war*", "one word right behind the other"],
  ["immigra*|border*", "either"],
  ['[pos="ADJ"] [lemma="tariff"]', "an adjective before any form of the word"],
  ["trade []{0,3} war", "up to three words between"],
];
let made = 0;

/** An element with attributes, listeners (on…) and children; strings become text. */
function el(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (value === true) node.setAttribute(key, "");
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(key, value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

const number = (n) => Number(n).toLocaleString("en");
const several = (n, noun) => `${number(n)} ${noun}${n === 1 ? "" : "s"}`;

/** Whether light letters stand on a dark ground here, whatever the theme is called. */
function isDark(node) {
  const parts = (getComputedStyle(node).color.match(/[\d.]+/g) || [0, 0, 0]).map(Number);
  return parts[0] * 0.299 + parts[1] * 0.587 + parts[2] * 0.114 > 128;
}

function render({ model, el: host }) {
  const id = `tkx-${(made += 1)}`;
  let waiting = null;
  const silent = () => {
    root.removeAttribute("aria-busy");
    said.textContent = "Python does not answer. If it is not at work on another cell, run the cell of the explorer again.";
    said.hidden = false;
  };
  const send = (action, more = {}) => {
    root.setAttribute("aria-busy", "true");
    clearTimeout(waiting);
    waiting = setTimeout(silent, 15000);
    try { model.send({ action, ...more }); } catch { silent(); }
  };
  const get = (name) => model.get(name) || {};

  // The query.
  const query = el("input", { type: "search", class: "tkx-query", id: `${id}-q`, "aria-label": "Query", spellcheck: "false",
    autocomplete: "off", placeholder: "Search, such as tariff* or trade war" });
  const forms = el("input", { type: "checkbox", onchange: () => search() });
  const search = () => send("search", { query: query.value, forms: forms.checked });
  const help = el("div", { class: "tkx-help", id: `${id}-help`, hidden: true },
    el("dl", {}, ...HELP.flatMap(([code, means]) => [
      el("dt", {}, el("button", { type: "button", onclick: () => { query.value = code; search(); } }, code)),
      el("dd", {}, means)])));
  const helper = el("button", { type: "button", class: "tkx-plain", "aria-expanded": "false", "aria-controls": help.id,
    onclick: () => { help.hidden = !help.hidden; helper.setAttribute("aria-expanded", String(!help.hidden)); } }, "How to ask");
  const form = el("form", { class: "tkx-search", role: "search",
    onsubmit: (event) => { event.preventDefault(); search(); } },
    query, el("button", { type: "submit", class: "tkx-go" }, "Search"),
    el("label", { class: "tkx-forms", title: "say finds said and says" }, forms, " all forms"), helper);

  // What is listed, how many, what narrows it.
  const kinds = el("div", { class: "tkx-kinds", role: "group", "aria-label": "What is listed" });
  const status = el("p", { class: "tkx-status", role: "status", "aria-live": "polite" });
  const said = el("p", { class: "tkx-said", role: "alert" });
  const chips = el("div", { class: "tkx-chips", role: "group", "aria-label": "Narrowed to" });

  // The three parts.
  const facets = el("nav", { class: "tkx-facets", "aria-label": "Narrow the lines" });
  const sorts = [0, 1, 2].map((i) => el("select", { "aria-label": `Sort key ${i + 1}`, class: `tkx-sort tkx-s${i}`,
    onchange: () => send("sort", { keys: sorts.map((box) => box.value).filter(Boolean) }) },
    el("option", { value: "" }, i ? "–" : "text order"),
    ...PLACES.map((place) => el("option", { value: place }, place))));
  const ticked = el("span", { class: "tkx-ticked" });
  const tickAll = el("button", { type: "button", class: "tkx-plain", onclick: () => send("tick", { on: true }) });
  const untick = el("button", { type: "button", class: "tkx-plain", onclick: () => send("tick", {}) }, "Untick");
  const list = el("div", { class: "tkx-lines", role: "listbox", "aria-multiselectable": "true", "aria-label": "Lines",
    onkeydown: keys, onclick: clicked });
  const before = el("button", { type: "button", onclick: () => turn(-1), "aria-label": "Previous page" }, "‹");
  const behind = el("button", { type: "button", onclick: () => turn(1), "aria-label": "Next page" }, "›");
  const pages = el("span", {});
  const middle = el("section", { class: "tkx-middle", "aria-label": "Lines and their order" },
    el("div", { class: "tkx-tools" }, el("span", { class: "tkx-sorts" }, "Sort ", ...sorts),
      el("span", { class: "tkx-ticks" }, ticked, tickAll, untick)),
    list, el("div", { class: "tkx-pages" }, before, pages, behind));
  const title = el("strong", {});
  const part = el("span", { class: "tkx-part" });
  const up = el("button", { type: "button", onclick: () => passage(-1), "aria-label": "Previous passage of this article" }, "↑");
  const down = el("button", { type: "button", onclick: () => passage(1), "aria-label": "Next passage of this article" }, "↓");
  const where = el("span", { class: "tkx-where" });
  const article = el("div", { class: "tkx-text", tabindex: "0", role: "region", "aria-label": "Article", onclick: inside });
  const reading = el("section", { class: "tkx-reading", "aria-label": "The article" },
    el("div", { class: "tkx-tools" }, title, el("span", { class: "tkx-jumps" }, where, up, down)), part, article);

  const root = el("div", { class: "tkx", role: "application", "aria-label": "textkit explorer",
    "data-lm-suppress-shortcuts": "true", onkeydown: (event) => event.stopPropagation() },
    el("header", {}, form, kinds), help, said, el("div", { class: "tkx-facts" }, status, chips),
    el("div", { class: "tkx-panes" }, facets, middle, reading));
  root.setAttribute("role", "group");
  root.classList.add("tex2jax_ignore", "mathjax_ignore");
  host.append(root);

  const open = new Set(); // facets of which all values are shown
  let current = null; // the line that has the focus of the keyboard
  let toFocus = null;

  function showState() {
    const state = get("state");
    clearTimeout(waiting);
    root.removeAttribute("aria-busy");
    if (!state.wrong && document.activeElement !== query) query.value = state.query ?? "";
    forms.checked = Boolean(state.forms);
    kinds.replaceChildren(...(model.get("kinds") || []).map(([kind, name]) => el("button", { type: "button",
      "aria-pressed": String(kind === state.kind), "data-key": `kind ${kind}`, onclick: () => send("list", { kind }) }, name)));
    said.textContent = state.said || "";
    said.className = state.wrong ? "tkx-said tkx-wrong" : "tkx-said";
    said.hidden = !state.said;
    status.textContent = state.n === undefined ? "" :
      `${several(state.n, "line")} in ${number(state.documents)} of ${several(state.of, "document")}`;
    status.title = `${state.seconds} seconds`;
    sorts.forEach((box, i) => { box.value = PLACES.find((p) => p.toLowerCase() === (state.sort?.[i] || "").toLowerCase()) || ""; });
    root.classList.toggle("tkx-rows", state.kind !== "words");
    root.classList.toggle("tkx-sentences", state.kind === "sentences");
    ticked.textContent = `${number(state.ticked || 0)} ticked`;
    tickAll.textContent = `Tick all ${number(state.n || 0)}`;
    tickAll.disabled = !state.n;
    untick.disabled = !state.ticked;
    const last = Math.min(state.first + (model.get("lines") || []).length, state.n);
    pages.textContent = state.n ? `${number(state.first + 1)}–${number(last)} of ${number(state.n)}` : "no lines";
    before.disabled = !state.page;
    behind.disabled = !(state.page + 1 < state.pages);
  }

  function showFacets() {
    const all = model.get("facets") || [];
    const bars = get("bars");
    const chosen = all.flatMap((facet) => facet.values.filter((value) => value.on).map((value) => [facet, value]));
    chips.replaceChildren(...chosen.map(([facet, value]) => el("button", { type: "button", class: "tkx-chip",
      "data-key": `chip ${facet.name} ${value.value}`, title: "Remove",
      onclick: () => send("choose", { facet: facet.name, value: value.value }) },
      `${facet.title}: ${label(facet, value)}`, el("span", { "aria-hidden": "true" }, " ×"))),
      ...(chosen.length > 1 ? [el("button", { type: "button", class: "tkx-plain", onclick: () => send("widen") }, "Remove all")] : []));
    facets.replaceChildren(...all.map((facet) => (facet.name === "row" ? showBars(facet, bars) : showFacet(facet))));
  }

  function label(facet, value) {
    const bar = facet.name === "row" && (get("bars").rows || []).find((row) => row.key === value.value);
    return bar ? bar.label : value.label;
  }

  function showFacet(facet) {
    const most = Math.max(1, ...facet.values.map((value) => value.n));
    const shown = facet.values.filter((value, i) => i < 6 || value.on || open.has(facet.name));
    const hidden = facet.values.length - shown.length;
    const more = open.has(facet.name) && facet.values.length > 6 ? "Fewer" : hidden ? `${number(hidden + facet.more)} more` : null;
    const toggle = () => { open.has(facet.name) ? open.delete(facet.name) : open.add(facet.name); toFocus = `more ${facet.name}`; show(); };
    const items = shown.map((value) => item(facet, value, value.label, number(value.n), value.n / most));
    return el("section", {}, el("h4", { id: `${id}-${facet.name}` }, facet.title),
      el("ul", { "aria-labelledby": `${id}-${facet.name}` }, ...items),
      more && el("button", { type: "button", class: "tkx-plain tkx-more", "data-key": `more ${facet.name}`, onclick: toggle }, more),
      open.has(facet.name) && facet.more ? el("small", {}, `${number(facet.more)} rarer ones not shown`) : null);
  }

  function showBars(facet, bars) {
    const of = new Map(facet.values.map((value) => [value.value, value]));
    const items = (bars.rows || []).map((row) => item(facet, of.get(row.key) || { value: row.key, n: 0, on: false },
      row.label, row.value || "", row.share, `${row.label}: ${several((of.get(row.key) || { n: 0 }).n, "passage")}`));
    return el("section", { class: "tkx-bars" }, el("h4", { id: `${id}-row` }, bars.title), el("ul", { "aria-labelledby": `${id}-row` }, ...items));
  }

  function item(facet, value, name, count, share, hint) {
    const bar = el("i", { "aria-hidden": "true" });
    bar.style.width = `${Math.round(share * 100)}%`;
    return el("li", {}, el("button", { type: "button", "aria-pressed": String(value.on), title: hint || name,
      "data-key": `facet ${facet.name} ${value.value}`, onclick: () => send("choose", { facet: facet.name, value: value.value }) },
      bar, el("span", { class: "tkx-name" }, name), el("span", { class: "tkx-n" }, count)));
  }

  function words(pieces) {
    return (pieces || []).map(([text, mark]) => (mark ? el("span", { class: `tkx-${mark}` }, text) : text));
  }

  function showLines() {
    const lines = model.get("lines") || [];
    const opened = model.get("opened");
    const atNode = get("state").kind === "words";
    if (!lines.some((line) => line.number === current)) current = lines.length ? lines[0].number : null;
    list.replaceChildren(...lines.map((line) => {
      const dot = el("i", { class: "tkx-dot", "aria-hidden": "true" });
      dot.style.background = line.who ? line.colour : "transparent";
      const text = atNode
        ? [el("span", { class: "tkx-left" }, el("span", {}, ...words(line.left))),
           el("span", { class: "tkx-right" }, el("b", {}, ...words(line.node)), ...words(line.right))]
        : [el("span", { class: "tkx-whole" }, el("span", { class: "tkx-around" }, ...words(line.left)), el("b", {}, ...words(line.node)),
           el("span", { class: "tkx-around" }, ...words(line.right)))];
      return el("div", { class: "tkx-line", role: "option", id: `${id}-line-${line.number}`, "data-line": line.number,
        "data-key": `line ${line.number}`, "aria-selected": String(line.ticked), "aria-current": line.number === opened ? "true" : null,
        tabindex: line.number === current ? "0" : "-1" },
        el("span", { class: "tkx-tick", "aria-hidden": "true", title: "Tick" }), ...text,
        el("span", { class: "tkx-meta", title: [line.who, line.date, line.where].filter(Boolean).join(" · ") }, dot,
          el("span", { class: "tkx-who" }, line.who), el("span", { class: "tkx-doc" }, [line.date, line.where].filter(Boolean).join(" · "))));
    }));
  }

  function showArticle() {
    const shown = get("article");
    title.textContent = shown.title || "";
    title.title = shown.title || "";
    part.textContent = shown.part || "";
    part.hidden = !shown.part;
    article.innerHTML = shown.html || ""; // escaped by textkit's templates
    if (!shown.html) article.append(el("p", { class: "tkx-empty" }, "The article of a line stands here."));
    showOpened();
  }

  const passages = () => [...new Set([...article.querySelectorAll("[data-line]")].map((mark) => Number(mark.dataset.line)))];

  function showOpened() {
    const opened = model.get("opened");
    article.querySelectorAll(".tkx-here").forEach((mark) => mark.classList.remove("tkx-here"));
    const marks = [...article.querySelectorAll(`[data-line="${Number(opened)}"]`)];
    marks.forEach((mark) => mark.classList.add("tkx-here"));
    list.querySelectorAll("[aria-current]").forEach((line) => line.removeAttribute("aria-current"));
    list.querySelector(`[data-line="${Number(opened)}"]`)?.setAttribute("aria-current", "true");
    const all = passages();
    where.textContent = all.length > 1 ? `${all.indexOf(opened) + 1} of ${all.length}` : "";
    up.disabled = all.indexOf(opened) < 1;
    down.disabled = all.indexOf(opened) < 0 || all.indexOf(opened) === all.length - 1;
    if (marks.length) requestAnimationFrame(() => scrollTo(marks[0]));
    else article.scrollTop = 0;
  }

  function scrollTo(mark) {
    article.scrollTop += mark.getBoundingClientRect().top - article.getBoundingClientRect().top - article.clientHeight / 3;
  }

  function passage(step) {
    const all = passages();
    const next = all[all.indexOf(model.get("opened")) + step];
    if (next !== undefined) send("open", { line: next });
  }

  /** Links of the article lead to places in it, not in the notebook. */
  function inside(event) {
    const link = event.target.closest("a[href]");
    if (!link) return;
    event.preventDefault();
    const to = link.getAttribute("href");
    const mark = to.startsWith("#") && article.querySelector(`[id="${CSS.escape(to.slice(1))}"]`);
    if (mark) { scrollTo(mark); mark.focus({ preventScroll: true }); }
  }

  function turn(step) {
    const state = get("state");
    const page = (state.page || 0) + step;
    if (page >= 0 && page < state.pages) { toFocus = step > 0 ? "first" : "last"; send("page", { page }); }
  }

  function clicked(event) {
    const line = event.target.closest("[data-line]");
    if (!line) return;
    current = Number(line.dataset.line);
    focusLine(line);
    send(event.target.closest(".tkx-tick") ? "tick" : "open", { line: current });
  }

  function focusLine(line) {
    list.querySelectorAll("[tabindex='0']").forEach((other) => other.setAttribute("tabindex", "-1"));
    line.setAttribute("tabindex", "0");
    line.focus({ preventScroll: true });
    const box = line.getBoundingClientRect();
    const frame = list.getBoundingClientRect();
    if (box.top < frame.top) list.scrollTop -= frame.top - box.top;
    if (box.bottom > frame.bottom) list.scrollTop += box.bottom - frame.bottom;
    current = Number(line.dataset.line);
  }

  function keys(event) {
    const lines = [...list.children];
    const at = lines.indexOf(document.activeElement);
    if (at < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: lines.length - 1 }[event.key];
    if (to !== undefined) {
      if (lines[to]) focusLine(lines[to]);
      else turn(to < 0 ? -1 : 1);
    } else if (event.key === "Enter") send("open", { line: current });
    else if (event.key === " ") send("tick", { line: current });
    else if (event.key === "PageDown") turn(1);
    else if (event.key === "PageUp") turn(-1);
    else return;
    event.preventDefault();
  }

  /** Show everything again; the focus stays where it was. */
  function show() {
    const key = toFocus || (root.contains(document.activeElement) && document.activeElement.dataset.key);
    toFocus = null;
    showState();
    showFacets();
    showLines();
    const lines = [...list.children];
    const line = { first: lines[0], last: lines[lines.length - 1] }[key];
    if (line) focusLine(line);
    else if (key) root.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus({ preventScroll: true });
  }

  const theme = () => root.classList.toggle("tkx-dark", isDark(root));
  const watch = new MutationObserver(theme);
  watch.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light", "data-jp-theme-name", "class"] });
  const scheme = matchMedia("(prefers-color-scheme: dark)");
  scheme.addEventListener("change", theme);
  const listening = { "change:state": show, "change:article": showArticle, "change:opened": showOpened };
  for (const [event, listener] of Object.entries(listening)) model.on(event, listener);
  show();
  showArticle();
  requestAnimationFrame(theme);
  setTimeout(theme, 300); // style sheets of a theme come later

  return () => {
    clearTimeout(waiting);
    watch.disconnect();
    scheme.removeEventListener("change", theme);
    for (const [event, listener] of Object.entries(listening)) model.off(event, listener);
  };
}

export default { render };
