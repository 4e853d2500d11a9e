/* A dataset's page takes in what is like it when the reader comes near; until then, and without this, there is a link. */
const place = document.querySelector("[data-load]");
if (place) {
  const seen = new IntersectionObserver(
    async (entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      seen.disconnect();
      const answer = await fetch(place.dataset.load, { headers: { Accept: "text/html" } }).catch(() => null);
      if (answer?.ok) place.innerHTML = await answer.text();
    },
    { rootMargin: "400px" },
  );
  seen.observe(place);
}
