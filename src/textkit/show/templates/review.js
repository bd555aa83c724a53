// One row of a sheet after another. All that comes from a text is set as text, never as markup. The row that is shown
// comes from Python, which has written the answer before it sends the next one: what is on the screen is saved.

const MORE = { verdict: "verdict", rating: "rating", correct_kind: "kind", correct_speaker: "speaker", correct_stance: "stance" };

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "onclick") element.addEventListener("click", value);
    else if (value !== false && value !== undefined) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children);  // strings become text
  return element;
}

function render({ model, el }) {
  const form = model.get("form");
  const root = make("div", { class: "tk-review tex2jax_ignore mathjax_ignore", tabindex: "0", role: "group",
    "aria-label": "Review", "data-lm-suppress-shortcuts": "true" });
  let correcting = false, turn = 0, waiting = false, inputs = {}, note = null;
  el.append(root);

  const view = () => model.get("view");

  function send(message) {
    if (waiting) return;
    waiting = true;
    turn += 1;
    root.setAttribute("aria-busy", "true");
    model.send({ ...message, turn: `${turn}` });
  }

  function show(at) { correcting = false; send({ at }); }

  function answer(cells) {
    const now = view();
    if (!now.total) return;
    send({ at: now.at, key: now.key, cells: { ...cells, comment: note.value.trim() } });
  }

  function judge(verdict) {
    const cells = { verdict };
    for (const { name } of form.fields) cells[name] = "";
    answer(cells);
  }

  function save() {
    const cells = { verdict: "wrong" };
    for (const { name } of form.fields) cells[name] = inputs[name].value.trim();
    answer(cells);
  }

  function keep() {  // the note alone
    const now = view();
    if (now.total) send({ at: now.at, key: now.key, cells: { comment: note.value.trim() } });
  }

  function open() { correcting = true; draw(); inputs[form.fields[0].name]?.focus(); }

  const KEYS = {
    ArrowLeft: () => show(view().at - 1), ArrowRight: () => show(view().at + 1), n: () => note.focus(),
    0: () => (form.ratings ? answer({ rating: "" }) : judge("")),
  };
  if (form.ratings) {
    for (let rating = -form.ratings; rating <= form.ratings; rating += 1) {
      KEYS[rating + form.ratings + 1] = () => answer({ rating });
    }
  } else Object.assign(KEYS, { 1: () => judge("right"), 2: () => judge("wrong"), 3: open });

  root.addEventListener("keydown", (event) => {
    const field = event.target.closest("input, select, textarea");
    if (event.key === "Escape") { correcting = false; draw(); root.focus(); }
    else if (field) {
      if (event.key === "Enter") { event.preventDefault(); if (field === note && !correcting) keep(); else save(); }
    } else if (!event.ctrlKey && !event.metaKey && !event.altKey && KEYS[event.key]) {
      event.preventDefault();
      KEYS[event.key]();
    } else return;
    event.stopPropagation();
  });

  const button = (key, label, act, on) =>
    make("button", { type: "button", onclick: act, "aria-pressed": on === undefined ? undefined : `${on}` },
      ...(key ? [make("kbd", {}, key)] : []), label);

  function answers(cells) {
    if (form.ratings) {
      const names = { [-form.ratings]: " clearly negative", 0: " neutral", [form.ratings]: " clearly positive" };
      const buttons = [];
      for (let rating = -form.ratings; rating <= form.ratings; rating += 1) {
        const label = `${rating > 0 ? "+" : rating < 0 ? "−" : ""}${Math.abs(rating)}${names[rating] ?? ""}`;
        buttons.push(button(rating + form.ratings + 1, label, KEYS[rating + form.ratings + 1],
          cells.rating !== "" && Number(cells.rating) === rating));
      }
      return buttons;
    }
    const corrected = form.fields.some(({ name }) => cells[name]);
    const wrong = /^(wrong|no|n|0|✗|✘)/i.test(cells.verdict);
    return [button("1", "right", KEYS[1], cells.verdict !== "" && !wrong),
      button("2", "wrong", KEYS[2], wrong && !corrected), button("3", "correct it …", open, wrong && corrected)];
  }

  function corrections(now) {
    inputs = {};
    const labels = form.fields.map(({ name, choices }) => {
      const input = choices.length
        ? make("select", {}, ...["", ...choices].map((choice) => make("option", { value: choice }, choice || "as it is")))
        : make("input", { type: "text", list: `${uid}-names`, placeholder: "as it is" });
      input.value = now.cells[name] ?? "";
      inputs[name] = input;
      return make("label", {}, `Right ${MORE[name] ?? name}: `, input);
    });
    const names = make("datalist", { id: `${uid}-names` }, ...now.names.map((name) => make("option", { value: name })));
    return make("div", { class: "tk-fields" }, ...labels, names, button("↵", "save", save),
      button("Esc", "leave it", () => { correcting = false; draw(); root.focus(); }));
  }

  const uid = `tk-${Math.random().toString(36).slice(2)}`;

  function draw() {
    const now = view();
    const all = now.total > 0 && now.done === now.total;
    note = make("input", { type: "text", placeholder: "note" });
    note.value = now.cells?.comment ?? "";
    const bar = make("progress", { max: now.total || 1, value: now.done, "aria-label": "answered" });
    const head = make("div", { class: "tk-head" }, make("strong", {}, `${now.total ? now.at + 1 : 0} of ${now.total}`),
      make("span", { class: "tk-done" }, `${now.done} answered${all ? ": all done" : ""}`), bar,
      make("span", { class: "tk-place", title: now.doc_id ?? "" }, now.place || now.doc_id || ""));
    const before = now.before ?? "", after = now.after ?? "";
    const words = make("p", { class: "tk-words" },
      make("span", {}, /[\p{Ps}\p{Pi}\p{Pd}"']$/u.test(before) ? before : `${before} `), make("mark", {}, now.text ?? ""),
      make("span", {}, /^[\p{Pe}\p{Pf}\p{Po}"']/u.test(after) ? after : ` ${after}`));
    const facts = make("p", { class: "tk-facts" }, ...(now.facts ?? []).map(([name, value]) =>
      make("span", {}, `${name} `, make("b", {}, value))));
    const buttons = make("div", { class: "tk-buttons" }, ...answers(now.cells ?? {}),
      make("span", { class: "tk-gap" }), button("←", "back", KEYS.ArrowLeft), button("→", "skip", KEYS.ArrowRight));
    const said = make("p", { class: now.asks ? "tk-said tk-asks" : "tk-said", role: "status" },
      now.said || `Answers are saved in ${form.file}.`);
    root.replaceChildren(head, words, facts, make("p", { class: "tk-question" }, form.question), buttons,
      ...(correcting && form.fields.length ? [corrections(now)] : []),
      make("label", { class: "tk-note" }, make("kbd", {}, "N"), note), said);
  }

  function update() {
    const now = view();
    const inside = root.contains(document.activeElement);
    const typed = Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, input.value]));
    const remark = note?.value;
    waiting = false;
    root.removeAttribute("aria-busy");
    correcting = Boolean(now.asks && form.fields.length);
    draw();
    if (now.asks) {
      note.value = remark ?? note.value;
      for (const [name, value] of Object.entries(typed)) if (inputs[name]) inputs[name].value = value;
    }
    if (inside) (correcting ? Object.values(inputs).at(-1) : root).focus();
  }

  model.on("change:view", update);
  draw();
  return () => model.off("change:view", update);
}

export default { render };
