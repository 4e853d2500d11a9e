/* Every page: "/" goes to the search box, copy buttons copy, an open menu closes on Escape or a click elsewhere, and a
   chosen file gives its name to an empty name field. */
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") closeMenus();
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  const box = document.querySelector("main input[type=search], header input[type=search]");
  if (!box) return;
  event.preventDefault();
  box.focus();
  box.select();
});

document.addEventListener("click", (event) => {
  closeMenus(event.target.closest("details.menu"));
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  navigator.clipboard?.writeText(document.getElementById(button.dataset.copy).textContent).then(() => {
    button.textContent = button.dataset.done;
  });
});

document.addEventListener("change", (event) => {
  const name = event.target.form?.elements.name;
  if (event.target.type === "file" && name && !name.value) name.value = event.target.files[0]?.name ?? "";
});

function closeMenus(except) {
  document.querySelectorAll("details.menu[open]").forEach((menu) => menu !== except && menu.removeAttribute("open"));
}

// Select2 names its boxes itself, in English, unless told another word.
const select2 = window.jQuery?.fn.select2?.amd.require("select2/i18n/en");
if (select2) select2.search = () => document.querySelector("header.top").dataset.search;
