// The room on a phone. Every page works as plain forms without this file; with it, a tap is shown
// at once and kept until it is sent, the page follows the séance, and says what waits.
(() => {
  "use strict";

  const { body } = document;
  const seance = body.dataset.salle;
  if (!seance) return;
  const file = window.fileEnvoi;
  const token = () => document.querySelector("[name=csrfmiddlewaretoken]")?.value || "";
  const main = document.getElementById("contenu");
  let link = navigator.onLine ? "direct" : "coupe";
  let failed = false; // the last sending did not go through
  let retry = 0;

  const find = (selector, from = document) => from.querySelector(selector);
  const every = (selector, from = document) => [...from.querySelectorAll(selector)];
  const store = (name, value) => { try { localStorage.setItem(name, value); } catch { /* no storage */ } };
  const forget = (which) => { try { Object.keys(localStorage).filter(which).forEach((name) => localStorage.removeItem(name)); } catch { /* no storage */ } };
  const stored = (name) => { try { return localStorage.getItem(name); } catch { return null; } };

  // The clock of the server -----------------------------------------------------------------------
  // A page out of the cache carries an old hour: the latest clock known is the right one.
  const seen = Number(body.dataset.heure) - Date.now();
  const offset = Math.max(seen, Number(sessionStorage.getItem("decalage") ?? seen));
  sessionStorage.setItem("decalage", offset);
  function tick() {
    const last = Number(stored("tap-" + seance) || 0);
    const number = Math.max(last + 1, Math.round(Date.now() + offset));
    store("tap-" + seance, number);
    return number;
  }
  const clock = new Intl.DateTimeFormat("fr", { hour: "numeric", minute: "2-digit", timeZone: "Europe/Paris" });
  const hour = (at) => clock.format(at).replace(":", "\u00a0h\u00a0");
  function newKey() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  }

  // Icons of a sign already drawn elsewhere on the page: same sheet, another name.
  const sheet = () => find("use").getAttribute("href").split("#")[0];
  const sign = (element, name) => find("use", element)?.setAttribute("href", `${sheet()}#${name}`);

  // What is sent, what waits ----------------------------------------------------------------------
  const STATES = {
    connecte: ["reseau", "Connecté", "reseau"],
    attente: ["sablier", "En attente", "reseau reseau--attente"],
    coupe: ["hors-ligne", "Hors ligne", "reseau reseau--coupe"],
  };
  const TAGS = { attente: 0, envoye: 1, refuse: 2 };

  async function tell() {
    const items = await file.all(seance);
    const waiting = items.filter((item) => item.state === "attente");
    const cut = link === "coupe" || !navigator.onLine;
    const [name, word, css] = STATES[cut ? "coupe" : waiting.length ? "attente" : "connecte"];
    const state = find("#reseau .reseau");
    if (state.lastChild.textContent !== word) {
      sign(state, name);
      state.lastChild.textContent = word;
      state.className = css;
    }
    const votes = new Map();
    for (const item of waiting) if (item.vote) votes.set(item.vote, item);
    const lines = [...items.filter((item) => !item.vote), ...votes.values()];
    list(lines.sort((a, b) => b.at - a.at).slice(0, 8), cut || failed ? waiting.length : 0);
  }

  function list(items, stuck) {
    const section = document.getElementById("file");
    section.hidden = !items.length;
    const waits = items.some((item) => item.state === "attente");
    find("#file-essai").hidden = find("#file-conseil").hidden = !waits;
    document.getElementById("file-liste").replaceChildren(...items.map((item) => {
      const line = document.getElementById("file-ligne").content.cloneNode(true);
      sign(find(".type", line), item.icone);
      find("b", line).textContent = item.label;
      find(".sous", line).textContent = `${item.sous}, à ${hour(item.at)}${item.reason ? `. ${item.reason}` : ""}`;
      every(".etiquette", line).forEach((tag, rank) => rank !== TAGS[item.state] && tag.remove());
      return line;
    }));
    const notice = document.getElementById("coupure");
    notice.hidden = !stuck;
  }

  async function flush() {
    clearTimeout(retry);
    try {
      await file.flush(seance, token(), answered);
      failed = false;
    } catch {
      failed = true;
      retry = setTimeout(flush, 4000 + Math.random() * 3000);
    }
    await tell();
  }

  const waited = new Map(); // key of a form → what to do with its answer
  async function answered(answer) {
    if (answer.vote !== undefined) {
      if (answer.ok) saved(answer.word);
      else refused(answer.word, answer.vote);
      return;
    }
    if (answer.gesture) {
      await received(answer);
      return;
    }
    const here = waited.get(answer.key);
    const page = answer.ok ? null : new DOMParser().parseFromString(answer.html, "text/html");
    if (here) {
      await file.remove(answer.key);
      here(answer, page);
    } else if (page) {
      const why = find(".resume-erreurs li", page) || find("h1", page);
      const item = await file.get(answer.key);
      const typed = new URLSearchParams(item?.body);
      const text = typed.get("text") || typed.get("title") || "";
      const reason = `${why?.textContent.trim() || ""} Vous aviez écrit\u00a0: «\u00a0${text}\u00a0».`;
      if (item) await file.put({ ...item, reason });
    }
  }

  function saved(word) {
    every("[data-enregistre]").forEach((one) => { one.textContent = `Enregistré à ${word}`; });
  }

  function refused(word, vote) {
    store("taps-" + vote, "{}");
    const notice = document.getElementById("refus");
    notice.hidden = false;
    const why = word.startsWith("<") ? "Cette réponse n’a pas été reçue." : word; // a page, not a reason
    find("p", notice).textContent = `${why} Rechargez la page pour voir ce qui est enregistré.`;
  }

  // A choice outside a vote -----------------------------------------------------------------------
  const choiceOf = (key) => find(`form[data-geste="${key}"]`);
  const note = (form, text) => { find("[data-enregistre]", form).textContent = text; };

  // Pressed buttons and the chosen line of a list follow what was chosen, sent or not.
  function drawChoice(form, body) {
    const chosen = new URLSearchParams(body);
    for (const button of every("button[aria-pressed]", form)) {
      button.setAttribute("aria-pressed", String(chosen.get(button.name) === button.value));
    }
    for (const option of every("option", form)) {
      option.selected = option.defaultSelected = chosen.get(option.parentElement.name) === option.value;
    }
  }

  async function choose(form, submitter) {
    const data = new FormData(form);
    if (submitter?.name) data.append(submitter.name, submitter.value);
    data.delete("csrfmiddlewaretoken");
    const chosen = new URLSearchParams(data).toString();
    const { geste, libelle, sous, icone } = form.dataset;
    drawChoice(form, chosen);
    note(form, "Gardé sur ce téléphone");
    await file.put({
      key: geste, seance, seq: tick(), url: form.getAttribute("action"), body: chosen,
      label: libelle, sous, icone, at: Date.now(), state: "attente",
    });
    await flush();
  }

  // The server's own sentence, beside the choice when it is on the page, else among what was sent.
  async function received({ gesture, ok, word }) {
    const why = word.startsWith("<") ? "Cette réponse n’a pas été reçue." : word;
    const form = choiceOf(gesture.key);
    if (form) note(form, ok ? word : `${why} Rechargez la page pour voir ce qui est enregistré.`);
    else if (!(await file.get(gesture.key))) {
      await file.put({ ...gesture, seq: 0, state: ok ? "envoye" : "refuse", reason: why });
    }
  }

  // Vote ------------------------------------------------------------------------------------------
  const forms = () => every("form[data-vote]");
  const isPoints = (form) => "maximum" in form.dataset;

  function valueOf(form) {
    const marks = {};
    for (const input of every("input:checked", form)) {
      if (input.name === "mention") return input.value;
      marks[input.name.replace("note-", "")] = Number(input.value);
    }
    return Object.keys(marks).length ? marks : null;
  }

  const pointsOf = (form) => every("output .pose", form).length;

  function draw(form, value) {
    if (isPoints(form)) drawPoints(form, Number(value || 0));
    else for (const [name, mark] of Object.entries(typeof value === "object" ? value || {} : { mention: value })) {
      const input = find(`[name="${name === "mention" ? name : `note-${name}`}"][value="${mark}"]`, form);
      if (input) input.checked = true;
    }
    words(form);
  }

  function drawPoints(form, points) {
    const output = find("output", form);
    if (!output) return;
    every("i", output).forEach((dot, rank) => dot.classList.toggle("pose", rank < points));
    find(".invisible", output).textContent = `${points} gommette${points > 1 ? "s" : ""}`;
    const total = every("#reste i").length;
    const left = Math.max(0, total - forms().reduce((sum, one) => sum + pointsOf(one), 0));
    for (const one of forms()) {
      const held = pointsOf(one);
      const [less, more] = every("[name=points]", one);
      allow(less, held > 0, held - 1);
      allow(more, !("ferme" in one.dataset) && left > 0 && held < Number(one.dataset.maximum), held + 1);
    }
    every("#reste i").forEach((dot, rank) => dot.classList.toggle("pose", rank < left));
    const number = find("#reste b");
    number.textContent = left;
    number.nextSibling.textContent = ` gommette${left > 1 ? "s" : ""} sur ${total}`;
  }

  function allow(button, yes, value) {
    if (!button) return;
    button.type = yes ? "submit" : "button";
    button.value = value;
    if (yes) button.removeAttribute("aria-disabled");
    else button.setAttribute("aria-disabled", "true");
  }

  // The recap of a ballot asked one question at a time, and what this phone will remember of it.
  function words(form) {
    const rank = form.closest("section[id]")?.id;
    if (rank) {
      const told = every("input:checked", form).map((input) => {
        const scale = find("legend", input.closest("fieldset")).textContent.split(/[ ,]/)[0];
        const label = input.nextElementSibling.textContent;
        return input.name === "mention" ? label : `${scale} ${label.toLowerCase()}`;
      });
      const line = find(`a[href$="#${rank}"]`, find("#fin") || document)?.closest("li");
      if (line && told.length) find(".sous", line).textContent = told.join(", ");
    }
  }

  function remember() {
    const lines = forms().map((form) => {
      const title = find("legend", isPoints(form) ? form : form.closest("section"))?.textContent;
      const points = isPoints(form) ? pointsOf(form) : 0;
      if (isPoints(form)) return points ? `${title.trim()} : ${find("output .invisible", form).textContent}` : "";
      const name = find("h1", form.closest("section"))?.textContent.trim();
      const told = every("input:checked + span", form).map((span) => span.textContent).join(", ");
      return told ? `${name} : ${told}` : "";
    }).filter(Boolean);
    if (forms().length) store("vote-" + forms()[0].dataset.vote, JSON.stringify(lines));
  }

  async function tap(form, value) {
    draw(form, value);
    remember();
    every("[data-enregistre]").forEach((one) => { one.textContent = "Gardé sur ce téléphone"; });
    const { vote, action } = form.dataset;
    const seq = tick();
    store("taps-" + vote, JSON.stringify({ ...tapped(vote), [action]: [seq, value] }));
    await file.put({
      key: `vote-${vote}-${action}`, seance, vote, action, value, seq, at: Date.now(), state: "attente",
      url: form.getAttribute("action"), label: "Vote", sous: document.title.split(" — ")[0], icone: "vote",
    });
    await flush();
  }

  // Action → [number of the last tap, value]. A page out of the cache is older than them.
  const tapped = (vote) => JSON.parse(stored("taps-" + vote) || "{}");

  async function resume() {
    for (const form of forms()) {
      const [seq, value] = tapped(form.dataset.vote)[form.dataset.action] || [0];
      if (seq > Number(body.dataset.heure)) draw(form, value);
    }
    for (const item of await file.all(seance)) {
      const form = item.vote && find(`form[data-vote="${item.vote}"][data-action="${item.action}"]`);
      if (form) draw(form, item.value);
      const choice = item.seq && !item.vote && choiceOf(item.key);
      if (choice) {
        drawChoice(choice, item.body);
        note(choice, "Gardé sur ce téléphone");
      }
    }
    for (const shelf of every("[data-souvenir]")) {
      if (shelf.children.length) continue;
      const lines = JSON.parse(stored("vote-" + shelf.dataset.souvenir) || "[]");
      shelf.replaceChildren(...lines.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
    }
    // Published: the phone forgets too.
    for (const { dataset } of every("[data-publie]")) forget((name) => /^(vote|taps)-/.test(name) && name.endsWith(`-${dataset.publie}`));
    if (forms().length) remember();
  }

  // Forms -----------------------------------------------------------------------------------------
  function show(answer, page) {
    if (answer.ok) {
      location.assign(answer.url);
      return;
    }
    const fresh = find("main", page);
    if (!fresh) return;
    main.replaceChildren(...fresh.childNodes);
    document.getElementById("retours")?.replaceChildren();
    document.title = page.title;
    window.htmx.process(main);
    (find("[autofocus]", main) || find("h1", main))?.focus();
    window.scrollTo(0, 0);
    tell();
  }

  async function send(form, submitter) {
    if (form.dataset.busy) return;
    form.dataset.busy = "1";
    const data = new FormData(form);
    if (submitter?.name) data.append(submitter.name, submitter.value);
    data.delete("csrfmiddlewaretoken");
    const url = form.getAttribute("action") || location.pathname;
    const { envoi, sous, icone, siCoupe } = form.dataset;
    if (siCoupe || data.has("corriger")) {
      try {
        const answer = await file.post(url, new URLSearchParams(data), token());
        delete form.dataset.busy;
        show({ ok: answer.done, url: answer.url }, new DOMParser().parseFromString(answer.text, "text/html"));
        return;
      } catch {
        if (!siCoupe) { delete form.dataset.busy; return; }
        data.append(siCoupe, "1");
      }
    }
    if (!data.get("client_key")) data.set("client_key", newKey());
    const key = data.get("client_key");
    waited.set(key, show);
    await file.put({
      key, seance, url, body: new URLSearchParams(data).toString(), label: envoi, sous, icone, at: Date.now(), state: "attente",
    });
    await flush();
    const item = await file.get(key);
    delete form.dataset.busy;
    if (item?.state !== "attente") return;
    waited.delete(key); // it leaves later, on its own
    form.reset();
    const field = find("[name=client_key]", form);
    if (field) field.value = newKey();
    form.hidden = true;
    document.getElementById("file").scrollIntoView();
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.vote) {
      event.preventDefault();
      if (isPoints(form)) tap(form, Number(event.submitter.value));
      else location.hash = find("[name=rang]", form).value;
    } else if (form.dataset.geste) {
      event.preventDefault();
      choose(form, event.submitter);
    } else if ("envoi" in form.dataset) {
      event.preventDefault();
      send(form, event.submitter);
    } else if (form.getAttribute("action")?.endsWith("/quitter/")) {
      forget((name) => /^(vote|taps)-/.test(name));
      window.caches?.delete("salle");
    }
  });
  document.addEventListener("change", (event) => {
    const form = event.target.form;
    if (form?.dataset.vote && !isPoints(form)) tap(form, valueOf(form));
  });
  window.addEventListener("hashchange", () => {
    const part = document.getElementById(location.hash.slice(1));
    const title = part && find("h1", part);
    if (title) {
      title.tabIndex = -1;
      title.focus();
      window.scrollTo(0, 0);
    }
  });

  // Follow ----------------------------------------------------------------------------------------
  function isTyping() {
    const active = document.activeElement;
    if (active?.matches("textarea, input:not([type=radio], [type=checkbox], [type=hidden])")) return true;
    return every("main form").some((form) => {
      if (form.dataset.vote || form.hidden) return false;
      if ("tenu" in form.dataset || find("[aria-invalid=true]", form)) return true;
      return [...form.elements].some((field) => {
        if (field.type === "hidden") return false;
        if (field.type === "radio" || field.type === "checkbox") return field.checked !== field.defaultChecked;
        if (field.options) return [...field.options].some((o) => o.defaultSelected !== o.selected && (o.defaultSelected || o.index));
        return field.defaultValue !== undefined && field.value !== field.defaultValue;
      });
    });
  }
  document.addEventListener("htmx:afterSettle", ({ detail }) => {
    const way = detail.target.id === "suite" && find("[data-suivre]", detail.target);
    if (way && !isTyping()) location.assign(way.dataset.suivre);
  });

  body.addEventListener("lien", ({ detail }) => {
    const back = link === "coupe" && detail !== "coupe";
    link = detail;
    if (back) flush();
    else tell();
  });
  window.addEventListener("online", flush);
  window.addEventListener("offline", tell);
  document.addEventListener("click", (event) => event.target.closest("#file-essai") && flush());
  if ("serviceWorker" in navigator) navigator.serviceWorker.register(body.dataset.veille).catch(() => {});
  resume().then(flush);
})();
