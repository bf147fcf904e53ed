// Lists that ask for news: hidden tabs keep quiet, the row somebody stands on or has ticked stays, and new rows are said
// aloud.
const keys = (list) => new Set([...list.querySelectorAll("[data-key]")].map((row) => row.dataset.key));
const seen = new Map();

document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.target.matches?.(".live-list") && document.hidden) event.preventDefault();
});

document.addEventListener("htmx:beforeSwap", ({ target, detail }) => {
  if (!target.matches?.(".live-list")) return;
  const held = target.contains(document.activeElement) || target.querySelector("input:checked");
  if (held || !detail.serverResponse.includes(`id="${target.id}"`)) {
    detail.shouldSwap = false;
    return;
  }
  seen.set(target.id, keys(target));
});

document.addEventListener("htmx:afterSettle", () => {
  for (const [id, before] of seen) {
    seen.delete(id);
    const list = document.getElementById(id);
    const fresh = list ? [...keys(list)].filter((key) => !before.has(key)) : [];
    for (const key of fresh) list.querySelector(`[data-key="${CSS.escape(key)}"]`).classList.add("is-new");
    if (fresh.length) announce((fresh.length === 1 ? list.dataset.one : list.dataset.many).replace("{n}", fresh.length));
  }
});

function announce(text) {
  const live = document.getElementById("live");
  live.textContent = "";
  setTimeout(() => (live.textContent = text), 50);
}
