/* The grid of a file. A link to a cell (#sheet=1&cell=B5) opens its sheet, shows and outlines it; a click on a marked
   cell names what was found there; arrow keys go from one marked cell to the next. Without this script the sheets stand
   below each other, and both kinds of links are plain anchors. */
const grid = document.querySelector("[data-grid]");
const note = grid.querySelector(".cell-note");
const tabs = [...grid.querySelectorAll("[role=tab]")];
const panels = [...grid.querySelectorAll(".panel-sheet")];

function choose(number) {
  if (tabs.length < 2) return;
  tabs.forEach((tab, index) => {
    const chosen = index + 1 === number;
    tab.setAttribute("aria-selected", String(chosen));
    tab.tabIndex = chosen ? 0 : -1;
    panels[index].hidden = !chosen;
  });
}

function cellAt(number, reference) {
  const [, letters, row] = /^([A-Z]+)(\d+)$/.exec(reference) ?? [];
  if (!letters || !panels[number - 1]) return null;
  const column = [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0);
  return panels[number - 1].querySelector(`tr[data-n="${row}"]`)?.cells[column] ?? null;
}

function outline(cells) {
  grid.querySelectorAll(".here").forEach((one) => one.classList.remove("here"));
  cells.forEach((cell) => { cell.classList.add("here"); cell.parentElement.classList.add("here"); });
}

function tell(cell, number, reference) {
  const found = (cell.dataset.findings ?? "").split(" ").filter(Boolean);
  note.hidden = !found.length;
  if (!found.length) return;
  const list = document.createElement("ul");
  for (const id of found) {
    const spot = document.getElementById(`finding-${id}`);
    const rule = spot.closest(".find");
    const link = Object.assign(document.createElement("a"), { href: `#finding-${id}`, textContent: rule.id.slice(5) });
    link.title = note.dataset.more;
    const text = rule.querySelectorAll(".spot").length > 1 ? spot.querySelector("p").firstChild : rule.querySelector("h3").firstChild;
    const item = document.createElement("li");
    item.append(link, " ", text.textContent.trim());
    list.append(item);
  }
  const where = Object.assign(document.createElement("b"), { textContent: note.dataset.place.replace("{cell}", reference) });
  note.replaceChildren(where, list);
}

function show(finding) {
  const wanted = new URLSearchParams(location.hash.slice(1));
  const number = Number(wanted.get("sheet")), reference = wanted.get("cell");
  const cell = reference && cellAt(number, reference);
  if (!cell) return;
  choose(number);
  const same = finding ? [...panels[number - 1].querySelectorAll("td[data-findings]")] : [];
  outline([cell, ...same.filter((one) => one.dataset.findings.split(" ").includes(finding))]);
  tell(cell, number, reference);
  const sheet = cell.closest(".sheet");
  sheet.scrollTop = cell.parentElement.offsetTop - sheet.clientHeight / 2;
  sheet.scrollLeft = cell.offsetLeft - sheet.clientWidth / 2;
  sheet.scrollIntoView({ block: "nearest" });
  (cell.querySelector("a") ?? sheet).focus({ preventScroll: true });
}

function reveal() {
  const rest = document.getElementById(decodeURIComponent(location.hash.slice(1)))?.closest("details");
  if (rest) rest.open = true;
}

document.addEventListener("click", (event) => {
  const marked = event.target.closest?.("[data-grid] td[data-findings]");
  const link = event.target.closest?.("a.jump");
  if (!marked && !link) return;
  event.preventDefault();
  history.pushState(null, "", marked ? `#${marked.id}` : link.hash);
  show(link?.dataset.finding);
});

tabs.forEach((tab, index) => tab.addEventListener("click", () => choose(index + 1)));

grid.addEventListener("keydown", (event) => {
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  const from = event.target.closest("[role=tab], td[data-findings] > a");
  if (!step || !from) return;
  const all = from.role === "tab" ? tabs : [...from.closest(".sheet").querySelectorAll("td[data-findings] > a")];
  const next = all[all.indexOf(from) + step];
  event.preventDefault();
  next?.focus();
  if (from.role === "tab") next?.click();
});

addEventListener("hashchange", () => { reveal(); show(); });
if (tabs.length > 1) grid.querySelector(".sheet-tabs").hidden = false;
panels.forEach((panel) => panel.querySelectorAll("td[data-findings] > a").forEach((link, index) => { link.tabIndex = index ? -1 : 0; }));
choose(1);
reveal();
show();
