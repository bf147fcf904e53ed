// Tables written from the keyboard: Enter goes to the same cell of the next row, Alt and an arrow moves the row.
// Leaving a cell is what saves it (the row's form listens for change), so the focus is all that is moved here.
document.addEventListener("keydown", (event) => {
  const cell = event.target.closest?.(".cells td");
  if (!cell || event.isComposing || event.ctrlKey || event.metaKey) return;
  if (event.altKey && ["ArrowUp", "ArrowDown"].includes(event.key)) move(event, cell.parentElement);
  else if (event.key === "Enter" && !event.shiftKey && !event.altKey && event.target.matches("textarea")) next(event, cell);
});

function move(event, row) {
  const button = row.querySelector(`[name=gor][value=${event.key === "ArrowUp" ? "upp" : "ner"}]`);
  if (!button) return;
  event.preventDefault();
  button.click();
}

function next(event, cell) {
  event.preventDefault();
  const column = [...cell.parentElement.children].indexOf(cell);
  let row = cell.parentElement.nextElementSibling;
  while (row && !row.children[column]?.querySelector("textarea")) row = row.nextElementSibling;
  const control = row?.children[column].querySelector("textarea");
  if (control) control.focus();
  // Last in the table: the row is saved, and the empty row that comes with the answer takes the focus.
  else leave(event.target, column);
}

function leave(control, column) {
  const body = control.closest("tbody");
  const rows = body.children.length;
  control.blur();
  new MutationObserver((_changes, observer) => {
    if (body.children.length === rows) return;
    observer.disconnect();
    if (document.activeElement === document.body) body.lastElementChild.children[column]?.querySelector("textarea")?.focus();
  }).observe(body, { childList: true });
}

// A row knows whether it holds something not saved: "typed", or "sending" while it is on its way.
const rowForm = (element) => element?.closest?.("[data-cells]");
document.addEventListener("input", ({ target }) => rowForm(target.form) && (target.form.dataset.unsaved = "typed"));
document.addEventListener("htmx:beforeRequest", ({ target }) => {
  if (rowForm(target)?.dataset.unsaved) target.dataset.unsaved = "sending";
});
document.addEventListener("htmx:beforeOnLoad", ({ detail: { elt, xhr } }) => {
  if (!rowForm(elt)?.dataset.unsaved) return;
  if (xhr.status < 200 || xhr.status > 299) elt.dataset.unsaved = "typed";
  else if (elt.dataset.unsaved === "sending") delete elt.dataset.unsaved;
});

// When the order changes the document is shown anew. Rows with something not saved are lifted over into the new one.
let lifted = [];
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.target.id !== "dokument" || !detail.shouldSwap) return;
  const focused = document.activeElement;
  lifted = [...detail.target.querySelectorAll("[data-cells][data-unsaved]")].map((form) => {
    const row = form.closest("tr") ?? form;
    return { form, row, table: row.closest(".cells")?.id, focused: row.contains(focused) ? focused : null };
  });
  for (const { row } of lifted) row.remove();
});

document.addEventListener("htmx:afterSwap", () => {
  for (const { form, row, table, focused } of lifted.splice(0)) {
    const same = document.getElementById(form.id);
    // A row that is not stored yet has another id in the new document.
    const place = same?.closest("tr") ?? same ?? document.querySelector(table ? `#${table} .row-new` : ".section-new form");
    place?.replaceWith(row);
    focused?.focus();
  }
});
