// Dialogs open by command and commandfor; one whose form had errors is open from the start.
for (const dialog of document.querySelectorAll("dialog[data-open]")) dialog.showModal();

// The search of a phone's header: straight to the field.
document.getElementById("shell-search")?.addEventListener("toggle", (event) => {
  if (event.newState === "open") event.target.querySelector("input").focus();
});
