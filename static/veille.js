// Keeps the pages of the room readable without network: the last copy of each visited page, and
// the files of style and script. Sending is not its work: file.js keeps what is to be sent.
"use strict";

const CACHE = "salle";
const HASHED = /\.[0-9a-f]{12}\.[a-z0-9]+$/; // such a file never changes

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

async function keep(request, answer) {
  if (answer.ok && !answer.redirected) (await caches.open(CACHE)).put(request, answer.clone());
  return answer;
}

async function page(request) {
  try {
    return await keep(request, await fetch(request));
  } catch (error) {
    const cache = await caches.open(CACHE);
    const room = new URL(request.url).pathname.match(/^\/salle\/\d+\//);
    const kept = (await cache.match(request, { ignoreSearch: true })) || (room && (await cache.match(room[0])));
    if (kept) return kept;
    throw error;
  }
}

async function asset(request) {
  const kept = await caches.match(request);
  if (kept && HASHED.test(request.url)) return kept;
  try {
    return await keep(request, await fetch(request));
  } catch (error) {
    if (kept) return kept;
    throw error;
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (url.pathname.startsWith("/static/")) event.respondWith(asset(request));
  else if (request.mode === "navigate") event.respondWith(page(request));
});
