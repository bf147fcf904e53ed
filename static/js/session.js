// Warns before the session ends, and lets the person stay. The server decides; this only counts along.
// Tabs tell each other when they are used: one of them keeps the session for all.
const warning = document.getElementById("session-warning");
const BEFORE = 120;

if (warning) {
  const opened = Date.now();
  const idle = Number(warning.dataset.idle);
  let total = opened + Number(warning.dataset.left) * 1000;
  let used = opened;
  let told = "";
  const tabs = new BroadcastChannel("session");
  tabs.onmessage = ({ data }) => note(data);
  tabs.postMessage(opened);

  const note = (moment) => {
    used = Math.max(used, moment);
    if (told === "idle" || told === "ended") close();
  };
  const close = () => {
    told = "";
    warning.close();
  };
  const show = (what, seconds) => {
    for (const part of warning.querySelectorAll("[data-when]")) part.hidden = part.dataset.when !== what;
    for (const clock of warning.querySelectorAll("[data-clock]")) clock.textContent = words(seconds);
    if (told === what) return;
    told = what;
    if (!warning.open) warning.showModal();
  };
  const words = (seconds) =>
    warning.dataset.words.replace("{m}", Math.floor(seconds / 60)).replace("{s}", Math.floor(seconds % 60));

  setInterval(() => {
    const idleLeft = (used + idle * 1000 - Date.now()) / 1000;
    const totalLeft = (total - Date.now()) / 1000;
    const left = Math.min(idleLeft, totalLeft);
    if (left <= 0) show("ended", 0);
    else if (left > BEFORE) return;
    else if (totalLeft <= idleLeft && told !== "total") show("total", left);
    else if (totalLeft > idleLeft) show("idle", left);
  }, 1000);

  warning.querySelector("[data-extend]").addEventListener("click", async () => {
    const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";
    const answer = await fetch(warning.dataset.url, { method: "POST", headers: { "X-CSRFToken": token } }).catch(() => null);
    if (!answer?.ok) return show("ended", 0);
    total = Date.now() + (await answer.json()).left * 1000;
    note(Date.now());
    tabs.postMessage(used);
  });

  // What the person does is a sign of life; what the page asks by itself is none.
  document.addEventListener("htmx:afterRequest", ({ detail }) => {
    if (detail.requestConfig.headers["X-Poll"] || detail.xhr.status >= 400 || !detail.xhr.status) return;
    note(Date.now());
    tabs.postMessage(used);
  });
}

// What a page asks by itself, on a timer, says so.
document.addEventListener("htmx:configRequest", ({ detail }) => {
  if (/\bevery\b/.test(detail.elt.getAttribute("hx-trigger") ?? "")) detail.headers["X-Poll"] = "1";
});

for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => print());
for (const form of document.querySelectorAll("form[data-send-now]")) form.requestSubmit();
