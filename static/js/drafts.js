// The line beside a form that says when the draft was saved, or why it was not. Its words are in saved.html.
// An answer that comes from another address than the one asked is the sign-in page: the session has ended.
const say = (line, name, state = "") => {
  line.textContent = line.dataset[name].replace("{time}", clock());
  line.dataset.state = state;
};
const clock = () => new Date().toLocaleTimeString("sv-SE", { hour: "2-digit", minute: "2-digit" }).replace(":", ".");
const redirected = (xhr, path) => xhr.responseURL && new URL(xhr.responseURL).pathname !== path.split("?")[0];
const isDraft = (element) => element.matches?.(".saved[hx-post]");

document.addEventListener("htmx:beforeRequest", ({ target }) => isDraft(target) && say(target, "saving"));

document.addEventListener("htmx:afterRequest", ({ target, detail }) => {
  if (!isDraft(target)) return;
  const { xhr, pathInfo } = detail;
  // htmx calls a 422 successful, since its answer is shown; nothing was saved.
  const saved = xhr.status >= 200 && xhr.status < 300;
  if (xhr.status === 0) say(target, "offline", "lost");
  else if ([401, 403, 409].includes(xhr.status) || redirected(xhr, pathInfo.requestPath)) say(target, "expired", "lost");
  else say(target, saved ? "saved" : "refused", saved ? "" : "lost");
});

// Any other part that would be replaced by the sign-in page goes there instead.
document.addEventListener("htmx:beforeSwap", ({ target, detail }) => {
  if (isDraft(target) || !redirected(detail.xhr, detail.pathInfo.requestPath)) return;
  if (!/^\s*<!doctype/i.test(detail.serverResponse) || detail.elt.hasAttribute("hx-select")) return;
  detail.shouldSwap = false;
  location.assign(detail.xhr.responseURL);
});

addEventListener("online", () => {
  for (const line of document.querySelectorAll(".saved[data-state=lost]")) htmx.trigger(line, "save");
});
