// Comfort only: every page works as plain forms and links without this file.
// (A refused form needs no script to take focus: its summary is `autofocus`, which htmx honours too.)
(() => {
  "use strict";

  // On a phone the navigation scrolls sideways: the current page, or the focus, shows whole.
  const nav = document.querySelector(".nav");
  const centre = (link) => {
    if (link) nav.scrollLeft = link.offsetLeft - (nav.clientWidth - link.offsetWidth) / 2;
  };
  if (nav) {
    centre(nav.querySelector("[aria-current]"));
    nav.addEventListener("focusin", ({ target }) => centre(target));
  }

  // Unsent text: ask before leaving a form marked data-prevenir whose answers have changed.
  const answers = (form) => new URLSearchParams(
    [...new FormData(form)].filter(([name, value]) => name !== "csrfmiddlewaretoken" && typeof value === "string"),
  ).toString();
  const received = new WeakMap();
  const remember = () => {
    for (const form of document.querySelectorAll("form[data-prevenir]")) {
      if (!received.has(form)) received.set(form, answers(form));
    }
  };
  remember();
  document.addEventListener("htmx:load", remember);
  // Text kept as a draft is safe: it counts as received. A keeping that fails says so.
  document.addEventListener("htmx:afterRequest", ({ detail }) => {
    if (!detail.elt.matches?.("[data-garde]")) return;
    const form = detail.elt.closest("form");
    if (detail.successful) received.set(form, answers(form));
    else detail.elt.textContent = detail.elt.dataset.garde;
  });
  let sending = false;
  document.addEventListener("submit", (event) => { sending = !event.defaultPrevented; });
  window.addEventListener("pageshow", () => { sending = false; });
  window.addEventListener("beforeunload", (event) => {
    if (sending) return;
    for (const form of document.querySelectorAll("form[data-prevenir]")) {
      // A form the server refused still holds text that was never kept.
      const refused = form.querySelector("[aria-invalid=true]");
      if (refused || (received.has(form) && received.get(form) !== answers(form))) event.preventDefault();
    }
  });
})();
