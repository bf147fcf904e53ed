// After a refused form: the page's name says so, the summary takes the focus, a link goes to the control and its label.
function attend(root) {
  const summary = root.querySelector?.("ds-error-summary") ?? root.querySelector?.("[data-focus]");
  if (!summary) return;
  const prefix = summary.dataset.titlePrefix;
  if (prefix && !document.title.startsWith(prefix)) document.title = `${prefix} ${document.title.trim()}`;
  summary.focus();
}

attend(document);
document.addEventListener("htmx:afterSettle", (event) => attend(event.detail.elt));

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("ds-error-summary a[href^='#']");
  const control = link && document.getElementById(link.hash.slice(1));
  if (!control) return;
  event.preventDefault();
  (control.closest(".field") ?? control).scrollIntoView({ block: "start" });
  control.focus({ preventScroll: true });
});
