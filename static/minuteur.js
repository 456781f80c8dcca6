// Counts down from what the server said was left: no clock of the machine is trusted.
// `data-minuteur`: seconds left when the element was received. Zero is said once, calmly.
(() => {
  "use strict";

  const ends = new WeakMap();

  function tick() {
    for (const element of document.querySelectorAll("[data-minuteur]")) {
      if (!ends.has(element)) {
        ends.set(element, performance.now() + Number(element.dataset.minuteur) * 1000);
      }
      const left = Math.max(0, Math.ceil((ends.get(element) - performance.now()) / 1000));
      const told = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
      if (element.textContent !== told) element.textContent = told;
    }
  }

  tick();
  setInterval(tick, 250);
  document.addEventListener("htmx:load", tick);
})();
