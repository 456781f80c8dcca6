// Keeps a page of a séance up to date. The page says where to listen and what is shown:
//   <body data-live="/live/<token>" data-live-number="12" data-live-jitter="300">
// When the number of the séance is no longer the one shown, the event « live » is sent to <body>,
// and the parts of the page that wait for it (hx-trigger="live from:body") fetch themselves.
// A part that knows when it will be old says so, in seconds: <div data-relire="21">. It asks nothing
// itself: replaced while its answer is on the way, it would have nowhere to put it.
// The state of the link is on <html data-link>: « direct » (stream), « relais » (polling), « coupe ».
(() => {
  "use strict";

  const address = document.body.dataset.live;
  if (!address) return;

  const SILENCE = 35000; // the server speaks every 15 s: beyond, a proxy holds the stream back
  const FAILURES = 3; // of the stream, before polling
  const POLL = 2000;
  const POLL_HIDDEN = 15000;
  const RETRY_STREAM = 60000; // polling, the stream is tried again now and then

  const jitter = Number(document.body.dataset.liveJitter || 0);
  let shown = document.body.dataset.liveNumber || "";
  let stream = null;
  let pollTimer = 0;
  let failures = 0;
  let lastWord = 0;
  let pollingSince = 0;

  function tell(state) {
    if (document.documentElement.dataset.link === state) return;
    document.documentElement.dataset.link = state;
    document.body.dispatchEvent(new CustomEvent("lien", { detail: state }));
  }

  const refresh = () => document.body.dispatchEvent(new CustomEvent("live", { detail: shown }));

  // Three hundred phones do not fetch in the same instant; a projector has no jitter.
  function receive(number) {
    if (!number || number === shown) return;
    shown = number;
    setTimeout(refresh, Math.random() * jitter);
  }

  const planned = new WeakSet();
  function plan() {
    for (const part of document.querySelectorAll("[data-relire]")) {
      if (planned.has(part)) continue;
      planned.add(part);
      setTimeout(() => part.isConnected && refresh(), Number(part.dataset.relire) * 1000);
    }
  }

  function close() {
    if (stream) stream.close();
    stream = null;
    clearTimeout(pollTimer);
    pollTimer = 0;
  }

  function failed() {
    failures += 1;
    close();
    tell("coupe");
    pollTimer = setTimeout(open, 1000 + Math.random() * 2000);
  }

  function listen() {
    stream = new EventSource(address + "/events");
    lastWord = Date.now();
    stream.onopen = () => {
      lastWord = Date.now();
      tell("direct");
    };
    stream.onmessage = (event) => {
      failures = 0;
      lastWord = Date.now();
      tell("direct");
      receive(event.data);
    };
    stream.addEventListener("vie", () => {
      failures = 0;
      lastWord = Date.now();
    });
    stream.onerror = () => {
      tell("coupe");
      // The browser tries again by itself unless the answer was a refusal.
      if (stream && stream.readyState === EventSource.CLOSED) failed();
    };
  }

  async function poll() {
    try {
      const answer = await fetch(address + "/v", { cache: "no-cache" });
      if (!answer.ok) throw new Error(String(answer.status));
      receive((await answer.text()).trim());
      tell("relais");
    } catch {
      tell("coupe");
    }
    if (Date.now() - pollingSince > RETRY_STREAM) {
      failures = 0;
      pollTimer = setTimeout(open, POLL);
      return;
    }
    pollTimer = setTimeout(poll, document.hidden ? POLL_HIDDEN : POLL + Math.random() * 500);
  }

  function open() {
    close();
    if (failures >= FAILURES || !window.EventSource) {
      pollingSince = Date.now();
      poll();
    } else {
      listen();
    }
  }

  setInterval(() => {
    if (stream && Date.now() - lastWord > SILENCE) failed();
  }, 5000);
  document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
  window.addEventListener("online", () => {
    failures = 0;
    open();
  });
  window.addEventListener("offline", () => tell("coupe"));
  document.addEventListener("htmx:load", plan);
  window.addEventListener("pagehide", close);
  window.addEventListener("pageshow", (event) => event.persisted && open());
  plan();
  open();
})();
