/* The search page: which result is opened, and at which place it stood, is told to this portal and to nobody else. No
   cookie, no parameter in the link; nothing at all from a browser that asks not to be followed. */
if (navigator.doNotTrack !== "1" && !navigator.globalPrivacyControl) {
  const told = (event) => {
    const link = event.button < 2 && event.target.closest?.(".hit h2 a[href]");
    const home = document.querySelector("header.top")?.dataset.click;
    if (!link || !home) return;
    const asked = new URLSearchParams(location.search);
    const hits = [...document.querySelectorAll(".hit h2 a[href]")];
    const page = asked.get("page") || 1;
    const place = hits.indexOf(link) + 1;
    const dataset = link.pathname.split("/").pop();
    navigator.sendBeacon?.(home, new URLSearchParams({ dataset, q: asked.get("q") ?? "", page, place }));
  };
  document.addEventListener("click", told);
  document.addEventListener("auxclick", told);
}
