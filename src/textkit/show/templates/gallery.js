/* Search over figures and articles, and tables sorted by a column. Only texts are read and set: nothing of a corpus runs. */
const box = document.getElementById("tk-search");
const told = document.getElementById("tk-found");
const items = [...document.querySelectorAll("figure, #documents tbody tr")].map(e => [e, e.textContent.toLowerCase()]);
box.closest("p").hidden = false;
box.addEventListener("input", () => {
  const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
  let found = 0;
  for (const [item, text] of items) {
    const hit = words.every(word => text.includes(word));
    item.hidden = !hit;
    found += hit;
  }
  for (const part of document.querySelectorAll("main > section"))
    part.hidden = words.length > 0 && !part.querySelector("figure:not([hidden]), tbody tr:not([hidden])");
  told.textContent = words.length ? `${found} found` : "";
});
const number = text => parseFloat(text.replace(/[,%]/g, "").replace("−", "-"));
for (const table of document.querySelectorAll("#documents table"))
  table.querySelectorAll("th").forEach((head, column) => {
    const button = document.createElement("button");
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const up = head.getAttribute("aria-sort") === "descending";
      table.querySelectorAll("th").forEach(other => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", up ? "ascending" : "descending");
      const text = row => row.cells[column].textContent.trim();
      const order = (a, b) => number(text(a)) - number(text(b)) || text(a).localeCompare(text(b));
      table.tBodies[0].append(...[...table.tBodies[0].rows].sort((a, b) => (up ? 1 : -1) * order(a, b)));
    });
  });
