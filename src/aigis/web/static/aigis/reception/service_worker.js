// Shows the kept outage plan where a page of the reception gets no reply. It stores nothing and answers nothing else: what
// the server says about a person never comes out of a cache.

const CACHE = "aigis-offline";
const PLAN = new URL("offline/", self.registration.scope).href;
const NO_REPLY = [502, 503, 504];

async function kept(address) {
  return (await caches.open(CACHE)).match(address);
}

async function openPage(request) {
  try {
    const reply = await fetch(request);
    return NO_REPLY.includes(reply.status) ? (await kept(PLAN)) ?? reply : reply;
  } catch (failure) {
    const plan = await kept(PLAN);
    if (plan) {
      return plan;
    }
    throw failure;
  }
}

async function loadSheet(request) {
  try {
    return await fetch(request);
  } catch (failure) {
    const sheet = await kept(request.url);
    if (sheet) {
      return sheet;
    }
    throw failure;
  }
}

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method === "GET" && request.mode === "navigate") {
    event.respondWith(openPage(request));
  } else if (request.destination === "style") {
    event.respondWith(loadSheet(request));
  }
});
