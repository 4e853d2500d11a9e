/* The page of a run that goes on: its state is asked for every few seconds; once it has ended the page is read anew. */
const SECONDS = 4;

async function renew() {
  const here = document.querySelector("[data-live]");
  if (!here || document.hidden) return;
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!answer?.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById(here.id);
  if (!fresh?.hasAttribute("data-live")) location.reload();
  else here.replaceChildren(...fresh.childNodes);
}

setInterval(renew, SECONDS * 1000);
