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
