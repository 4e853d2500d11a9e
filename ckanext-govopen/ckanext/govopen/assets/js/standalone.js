/* The page of `govopen check --html`: a click on a column's name sorts the files by it, a second one the other way. */
const table = document.getElementById("files");

table.querySelectorAll("th[data-key]").forEach((head) => {
  const button = Object.assign(document.createElement("button"), { type: "button" });
  button.append(...head.childNodes);
  head.append(button);
  button.addEventListener("click", () => {
    const down = head.getAttribute("aria-sort") === "ascending";
    table.querySelectorAll("[aria-sort]").forEach((other) => other.removeAttribute("aria-sort"));
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    const value = (row) => row.cells[head.cellIndex].dataset.value;
    const compare = (a, b) => head.dataset.key === "number" ? value(a) - value(b) : value(a).localeCompare(value(b), "zh");
    const rows = [...table.tBodies[0].rows].sort((a, b) => (down ? -1 : 1) * compare(a, b));
    table.tBodies[0].append(...rows);
  });
});
