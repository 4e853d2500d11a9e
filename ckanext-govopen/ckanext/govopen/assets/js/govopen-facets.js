// Facets are links. With script, long lists get a box to find a value in, and who chose a value by keyboard or in the
// sheet of a phone is led back to it on the page that follows.
const facets = document.getElementById("facets");
const LEAST = 20;
const PLACE = "govopen-facet";

function sheet() {
  return facets.matches(":popover-open");
}

facets?.addEventListener("click", (event) => {
  const link = event.target.closest(".facet a");
  const byKeyboard = event.detail === 0;
  if (!link || !(byKeyboard || sheet())) return;
  const place = { facet: link.closest(".facet").id, label: link.firstElementChild?.textContent, sheet: sheet() };
  sessionStorage.setItem(PLACE, JSON.stringify(place));
});

function lead() {
  const place = JSON.parse(sessionStorage.getItem(PLACE) ?? "null");
  sessionStorage.removeItem(PLACE);
  if (!place) return;
  const links = document.querySelectorAll(`#${CSS.escape(place.facet)} a`);
  const link = [...links].find((one) => one.firstElementChild?.textContent === place.label);
  if (!link) return;
  if (place.sheet) facets.showPopover();
  link.closest("details")?.setAttribute("open", "");
  link.focus();
}

function addBox(list) {
  const box = document.createElement("input");
  box.type = "search";
  box.placeholder = facets.dataset.filter;
  box.setAttribute("aria-label", facets.dataset.filter);
  box.addEventListener("input", () => {
    const wanted = box.value.trim().toLowerCase();
    for (const item of list.querySelector("ul").children) item.hidden = !item.textContent.toLowerCase().includes(wanted);
  });
  list.querySelector("summary").after(box);
}

if (facets) {
  document.querySelectorAll(".facet details").forEach((list) => {
    if (list.querySelectorAll(":scope > ul > li").length >= LEAST) addBox(list);
  });
  lead();
}
