// What the phone keeps until the server has it (IndexedDB). Stored first, sent next: a page that
// dies in between sends again, and the server counts it once. Two kinds wait:
//   a gesture { key, seq, url, … }: a choice that replaces the one before it (a vote, agreeing, a
//     table). `seq`, the number of the tap, tells the server which is the last. Those of one `vote`
//     leave together, each with its `action` and `value`; another one has a `body`.
//   a form { key, url, body, … }: comment, amendment, pledge, question. `key` is its client key.
// Nothing here knows the page; salle.js does.
(() => {
  "use strict";

  const NAME = "feuille-de-route";
  const STORE = "envois";
  const KEPT = 86400000; // what is sent is shown for the day, then forgotten
  const memory = new Map(); // where the browser keeps nothing (private window)
  let opening = null;
  let sending = Promise.resolve();

  function open() {
    opening ??= new Promise((resolve) => {
      try {
        const request = indexedDB.open(NAME, 1);
        request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "key" });
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => resolve(null);
      } catch {
        resolve(null);
      }
    });
    return opening;
  }

  async function ask(mode, act, otherwise) {
    const base = await open();
    if (!base) return otherwise();
    return new Promise((resolve, reject) => {
      const transaction = base.transaction(STORE, mode);
      const request = act(transaction.objectStore(STORE));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
  }

  const put = (item) => ask("readwrite", (store) => store.put(item), () => memory.set(item.key, item));
  const get = (key) => ask("readonly", (store) => store.get(key), () => memory.get(key));
  const remove = (key) => ask("readwrite", (store) => store.delete(key), () => memory.delete(key));
  async function all(seance) {
    const items = await ask("readonly", (store) => store.getAll(), () => [...memory.values()]);
    const mine = items.filter((item) => item.seance === seance).sort((a, b) => a.at - b.at);
    for (const item of mine) if (item.state !== "attente" && Date.now() - item.at > KEPT) remove(item.key);
    return mine;
  }

  // One POST. Throws when the network or the server is not there: what waits goes on waiting.
  async function post(url, body, token) {
    const sent = new URLSearchParams(body);
    sent.set("csrfmiddlewaretoken", token);
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), 15000);
    try {
      const answer = await fetch(url, {
        method: "POST", body: sent, headers: { "X-File": "1" }, signal: stop.signal, credentials: "same-origin",
      });
      if (answer.status >= 500 || answer.status === 429) throw new Error(String(answer.status));
      const done = answer.status === 201; // a form received: where to go on
      return { ok: answer.ok, done, url: answer.headers.get("Location"), text: await answer.text() };
    } finally {
      clearTimeout(timer);
    }
  }

  // The taps of one vote leave together, so that a limit is judged on where the person arrived.
  async function sendGestures(items, token, told) {
    const [{ vote, key, url }] = items;
    const seq = Math.max(...items.map((item) => item.seq));
    const values = Object.fromEntries(items.map((item) => [item.action, item.value]));
    const what = vote ? { bulletin: JSON.stringify(values) } : Object.fromEntries(new URLSearchParams(items[0].body));
    const answer = await post(url, { ...what, seq }, token);
    for (const item of items) {
      const now = await get(item.key);
      if (now && now.seq === item.seq) await remove(item.key);
    }
    await told({ gesture: items[0], vote, key, ok: answer.ok, word: answer.text.trim().slice(0, 300) });
  }

  async function sendForm(item, token, told) {
    const answer = await post(item.url, item.body, token);
    await put({ ...item, state: answer.done ? "envoye" : "refuse" });
    await told({ key: item.key, ok: answer.done, url: answer.url, html: answer.text });
  }

  async function sendAll(seance, token, told) {
    const waiting = (await all(seance)).filter((item) => item.state === "attente");
    const gestures = new Map();
    for (const item of waiting.filter((one) => one.seq)) {
      const group = item.vote || item.key;
      gestures.set(group, [...(gestures.get(group) || []), item]);
    }
    for (const items of gestures.values()) await sendGestures(items, token, told);
    for (const item of waiting.filter((one) => !one.seq)) await sendForm(item, token, told);
    return waiting.length;
  }

  // One sender at a time, in this page and in the others of the phone.
  function flush(seance, token, told) {
    const run = () => sendAll(seance, token, told);
    const next = () => (navigator.locks ? navigator.locks.request(NAME, run) : run());
    sending = sending.then(next, next);
    return sending;
  }

  window.fileEnvoi = { put, get, remove, all, flush, post };
})();
