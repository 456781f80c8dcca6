// Comfort only: every page works as plain forms and links without this file.
(() => {
  "use strict";

  // A refused form: take the reader to the summary of errors. On load, its autofocus did it.
  document.addEventListener("htmx:afterSettle", () => document.querySelector(".resume-erreurs")?.focus());

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

  // Gommettes: paint each press at once instead of asking the server; the whole is sent together.
  const paint = (form) => {
    const counter = form.querySelector("[data-gommettes]");
    const lines = [...form.querySelectorAll(".gommettes__ligne")];
    const points = (line) => Number(line.querySelector("output").dataset.v);
    const left = Number(counter.dataset.gommettes) - lines.reduce((sum, line) => sum + points(line), 0);
    for (const line of lines) {
      const placed = points(line);
      const output = line.querySelector("output");
      output.firstElementChild.textContent = `${placed}\u00a0${placed > 1 ? "gommettes" : "gommette"}`;
      output.querySelectorAll("i").forEach((dot, rank) => dot.classList.toggle("pose", rank < placed));
      line.querySelector("input[type=hidden]").value = placed;
      line.querySelector("[name=moins]").setAttribute("aria-disabled", String(placed === 0));
      line.querySelector("[name=plus]").setAttribute("aria-disabled", String(left === 0));
    }
    counter.querySelector("[data-reste]").textContent = left;
    counter.querySelector("[data-reste-mot]").textContent = left > 1 ? "gommettes" : "gommette";
    counter.querySelectorAll("i").forEach((dot, rank) => dot.classList.toggle("pose", rank < left));
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.(".gommettes button[name=plus], .gommettes button[name=moins]");
    if (!button) return;
    event.preventDefault();
    if (button.getAttribute("aria-disabled") === "true") return;
    const output = button.closest(".gommettes__ligne").querySelector("output");
    output.dataset.v = Number(output.dataset.v) + (button.name === "plus" ? 1 : -1);
    paint(button.form);
  });
})();
