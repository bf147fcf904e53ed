// Rows that are ticked for something: all on the page at once, and how many there are. The button waits for the first.
const forms = () => document.querySelectorAll("[data-ticks]");
const boxes = (form) => [...document.querySelectorAll(`input[type="checkbox"][form="${CSS.escape(form.id)}"]`)];

function tell(form) {
  const all = form.querySelector("[data-tick-all]");
  const ticked = boxes(form).filter((box) => box.checked).length;
  if (all) {
    all.checked = ticked > 0 && ticked === boxes(form).length;
    all.indeterminate = ticked > 0 && !all.checked;
  }
  const count = form.querySelector("[data-tick-count]");
  count.textContent = ticked ? count.dataset.tickCount.replace("{n}", ticked) : "";
}

document.addEventListener("change", ({ target }) => {
  const form = target.form;
  if (!form?.matches("[data-ticks]")) return;
  if (target.matches("[data-tick-all]")) for (const box of boxes(form)) box.checked = target.checked;
  tell(form);
});

document.addEventListener("htmx:afterSettle", () => forms().forEach(tell));
// A page that the browser brings back keeps its ticks.
addEventListener("pageshow", () => forms().forEach(tell));
