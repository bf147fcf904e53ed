// What is shown for a short while is taken out of the page again, also when nobody does it: data-hide-after says after
// how many seconds. It is removed and not covered, so that neither the page's source nor a reader finds it; what its
// template holds is left in its place.
for (const shown of document.querySelectorAll("[data-hide-after]")) {
  setTimeout(() => hide(shown), Number(shown.dataset.hideAfter) * 1000);
}

function hide(shown) {
  const left = shown.querySelector("template");
  if (left) shown.replaceChildren(left.content.cloneNode(true));
}

// Back from another page, the browser may bring the page as it was.
addEventListener("pageshow", (event) => {
  if (event.persisted) document.querySelectorAll("[data-hide-after]").forEach(hide);
});
