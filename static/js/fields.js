// Small help while somebody fills in: how many characters are left, and the name of a chosen file.
document.addEventListener("input", ({ target }) => count(target));
for (const counter of document.querySelectorAll("[data-counter]")) {
  count(document.getElementById(counter.dataset.counter));
}

function count(control) {
  const counter = control?.id && document.querySelector(`[data-counter="${CSS.escape(control.id)}"]`);
  if (!counter) return;
  const left = counter.dataset.limit - control.value.length;
  counter.textContent = (left < 0 ? counter.dataset.over : counter.dataset.left).replace("{n}", Math.abs(left));
  counter.toggleAttribute("data-over-limit", left < 0);
}

document.addEventListener("change", ({ target }) => {
  const prompt = target.type === "file" && target.closest(".ds-file-upload")?.querySelector(".file-prompt");
  if (!prompt || !target.files.length) return;
  const { files } = target;
  prompt.textContent = files.length === 1 ? files[0].name : prompt.dataset.many.replace("{n}", files.length);
});

// Of the parts of every board's area, only those of the chosen board.
function narrow(list) {
  const board = document.getElementById(list.dataset.partsOf);
  if (!board) return;
  const name = board.selectedOptions[0]?.value && board.selectedOptions[0].text.trim();
  for (const group of list.querySelectorAll("optgroup")) {
    group.hidden = group.disabled = Boolean(name) && group.label !== name;
  }
  if (list.selectedOptions[0]?.parentElement.disabled) list.value = "";
}

for (const list of document.querySelectorAll("[data-parts-of]")) {
  narrow(list);
  document.getElementById(list.dataset.partsOf)?.addEventListener("change", () => narrow(list));
}

// Where the browser cannot yet let a line of text grow by itself (field-sizing).
function grow(text) {
  text.style.height = "auto";
  text.style.height = `${text.scrollHeight + 2}px`;
}

if (!CSS.supports("field-sizing", "content")) {
  document.querySelectorAll(".inline-field textarea").forEach(grow);
  document.addEventListener("input", ({ target }) => target.matches(".inline-field textarea") && grow(target));
}
