// A sent form shows that it is on its way and cannot be sent twice. Coming back to the page makes it whole again.
const held = new Map();

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (held.has(form)) {
    event.preventDefault();
    return;
  }
  held.set(form, { buttons: [] });
  // After the browser has read the form, so that the pressed button's name and value are sent along.
  setTimeout(() => {
    if (event.defaultPrevented) held.delete(form);
    else hold(form, event.submitter);
  });
});

function hold(form, pressed) {
  const buttons = [...form.elements].filter((control) => control.type === "submit" && !control.disabled);
  held.set(form, { buttons, pressed, text: pressed?.textContent });
  for (const button of buttons) button.disabled = true;
  if (!pressed) return;
  pressed.setAttribute("aria-busy", "true");
  pressed.textContent = pressed.dataset.busy || document.getElementById("live").dataset.busy;
}

function release(form) {
  const { buttons, pressed, text } = held.get(form);
  held.delete(form);
  for (const button of buttons) button.disabled = false;
  if (!pressed) return;
  pressed.removeAttribute("aria-busy");
  pressed.textContent = text;
}

addEventListener("pageshow", () => [...held.keys()].forEach(release));
document.addEventListener("htmx:afterRequest", (event) => held.has(event.target) && release(event.target));
