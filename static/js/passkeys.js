// A passkey is made or used by the browser; its answer is sent in the form that the button stands in.
// The translation between JSON and the browser's own format is allauth's script, which the page loads first.
document.addEventListener(
  "submit",
  async (event) => {
    const button = event.submitter;
    if (!button?.dataset.passkey) return;
    const form = event.target;
    if (form.elements.credential.value) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const note = form.querySelector(".passkey-note");
    note.textContent = "";
    if (!window.PublicKeyCredential || !window.webauthnJSON) {
      note.textContent = button.dataset.missing;
      return;
    }
    try {
      const options = button.dataset.options ? JSON.parse(button.dataset.options) : await question(form.action);
      form.elements.credential.value = JSON.stringify(await window.webauthnJSON[button.dataset.passkey](options));
    } catch {
      note.textContent = button.dataset.stopped;
      return;
    }
    form.requestSubmit(button);
  },
  true,
);

async function question(address) {
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  return (await answer.json()).options;
}
