// The line beside a form that says when the draft was saved, or why it was not. Its words are in saved.html.
// Rows that save themselves (forms with data-cells) share the page's one line.
// An answer that comes from another address than the one asked is the sign-in page: the session has ended.
const say = (line, name, state = "") => {
  if (!line) return;
  line.textContent = line.dataset[name].replace("{time}", clock());
  line.dataset.state = state;
};
const clock = () => new Date().toLocaleTimeString("sv-SE", { hour: "2-digit", minute: "2-digit" }).replace(":", ".");
const redirected = (xhr, path) => xhr.responseURL && new URL(xhr.responseURL).pathname !== path.split("?")[0];
const isDraft = (element) => element.matches?.(".saved[hx-post], [data-cells]");
const lineOf = (element) => (element.matches(".saved") ? element : document.querySelector(".saved"));

// Whoever has signed in again in another tab has a new token; it is in the cookie, and the page still has the old one.
document.addEventListener("htmx:configRequest", ({ detail }) => {
  const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1];
  if (token && isDraft(detail.elt)) detail.parameters.csrfmiddlewaretoken = token;
});

document.addEventListener("htmx:beforeRequest", ({ target }) => {
  if (!isDraft(target)) return;
  clearTimeout(waits.get(target)?.timer);
  say(lineOf(target), "saving");
});

// A bad network, or a server that is being restarted: again after two seconds, then four, up to a minute between.
const waits = new WeakMap();
const SHORTEST = 2000;
const LONGEST = 60000;

function tryAgain(elt) {
  const line = lineOf(elt);
  const retries = elt.dataset.retry !== undefined;
  say(line, retries && navigator.onLine ? "retry" : "offline", "lost");
  elt.setAttribute("data-lost", "");
  if (!retries) return;
  const pause = Math.min((waits.get(elt)?.pause ?? SHORTEST / 2) * 2, LONGEST);
  waits.set(elt, { pause, timer: setTimeout(() => elt.isConnected && saveAgain(elt), pause) });
}

const saveAgain = (elt) => htmx.trigger(elt, elt.matches(".saved") ? "save" : "submit");

for (const lost of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(lost, ({ detail }) => isDraft(detail.elt) && tryAgain(detail.elt));
}

document.addEventListener("htmx:afterRequest", ({ detail }) => {
  const { xhr, pathInfo } = detail;
  // What asked, though the answer may have taken its place.
  const { elt } = detail.requestConfig;
  if (!isDraft(elt)) return;
  const line = lineOf(elt);
  // Without an answer: see tryAgain. A request that a newer one has taken the place of says nothing.
  if (xhr.status === 0) return;
  if (xhr.status >= 500 && elt.dataset.retry) return tryAgain(elt);
  waits.delete(elt);
  // htmx calls a 422 successful, since its answer is shown; nothing was saved.
  const saved = xhr.status >= 200 && xhr.status < 300;
  if (xhr.status === 410 && line?.dataset.sent) say(line, "sent", "lost");
  else if (xhr.status === 409 && line?.dataset.elsewhere) say(line, "elsewhere", "lost");
  else if (xhr.status === 404 && line?.dataset.gone) say(line, "gone", "lost");
  else if ([401, 403, 409].includes(xhr.status) || redirected(xhr, pathInfo.requestPath)) say(line, "expired", "lost");
  else say(line, saved ? "saved" : "refused", saved ? "" : "lost");
  elt.toggleAttribute("data-lost", !saved);
});

// Any other part that would be replaced by the sign-in page goes there instead.
document.addEventListener("htmx:beforeSwap", ({ target, detail }) => {
  if (isDraft(target) || !redirected(detail.xhr, detail.pathInfo.requestPath)) return;
  if (!/^\s*<!doctype/i.test(detail.serverResponse) || detail.elt.hasAttribute("hx-select")) return;
  detail.shouldSwap = false;
  location.assign(detail.xhr.responseURL);
});

addEventListener("online", () => {
  for (const line of document.querySelectorAll(".saved[data-state=lost]")) saveAgain(line);
  for (const row of document.querySelectorAll("[data-cells][data-lost]")) saveAgain(row);
});

// Back to a page that the browser has kept: what stands in it may have been sent since.
addEventListener("pageshow", ({ persisted }) => {
  if (persisted) document.querySelectorAll(".saved[data-sent]").forEach(saveAgain);
});
