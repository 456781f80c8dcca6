// A field with a list of names: found by the first letters of any word, without accents, chosen with
// a thumb or with the arrows. Without this file the browser offers its own list.
// A known organisation says its college: the question then leaves the page.
(() => {
  "use strict";

  const MOST = 6;
  const box = document.querySelector("[data-suggestions]");
  const field = box && document.querySelector(`[list="${box.dataset.suggestions}"]`);
  if (!field) return;
  const list = box.querySelector("ul");
  const status = box.querySelector("[role=status]");
  const college = document.querySelector("[name=college]")?.closest("fieldset");
  const key = (text) => text.normalize("NFD").replace(/\u0153/gi, "oe").replace(/[\u0300-\u036f]/g, "")
    .toLowerCase().match(/[a-z0-9]+/g)?.join(" ") || "";
  const names = [...document.getElementById(box.dataset.suggestions).options].map(({ value }) => [value, key(value)]);
  let active = -1;

  field.removeAttribute("list");
  for (const [name, value] of Object.entries({
    role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id,
  })) field.setAttribute(name, value);
  field.parentElement.append(box);

  // Whose name starts with what is typed first, then who has a word that does.
  function found(typed) {
    const ranked = names.map(([name, plain]) => [name, ` ${plain}`.indexOf(` ${typed}`)]);
    return ranked.filter(([, at]) => at >= 0).sort((a, b) => a[1] - b[1]).slice(0, MOST).map(([name]) => name);
  }

  function close() {
    list.hidden = true;
    active = -1;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  }

  function known() {
    const typed = key(field.value);
    return names.some(([, plain]) => plain === typed);
  }

  function tell() {
    if (college) college.hidden = known();
  }

  function offer() {
    const typed = key(field.value);
    const offered = typed && !known() ? found(typed) : [];
    close();
    list.replaceChildren(...offered.map((name, rank) => Object.assign(document.createElement("li"), {
      id: `${list.id}-${rank}`, role: "option", textContent: name,
    })));
    for (const line of list.children) line.setAttribute("aria-selected", "false");
    list.hidden = !offered.length;
    field.setAttribute("aria-expanded", String(!list.hidden));
    const many = offered.length > 1 ? "s" : "";
    status.textContent = offered.length ? `${offered.length} organisation${many} proposée${many}` : "";
    tell();
  }

  function point(rank) {
    active = (rank + list.children.length) % list.children.length;
    [...list.children].forEach((line, at) => line.setAttribute("aria-selected", String(at === active)));
    list.children[active].scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", list.children[active].id);
  }

  function choose(line) {
    field.value = line.textContent;
    close();
    status.textContent = `${line.textContent}, choisie`;
    tell();
  }

  field.addEventListener("input", offer);
  field.addEventListener("blur", close);
  field.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "ArrowDown") point(active + 1);
    else if (event.key === "ArrowUp") point(active < 0 ? -1 : active - 1);
    else if (event.key === "Escape") close();
    else if (event.key === "Enter" && active >= 0) choose(list.children[active]);
    else return;
    event.preventDefault();
  });
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
  list.addEventListener("click", ({ target }) => choose(target));
  tell();
})();
