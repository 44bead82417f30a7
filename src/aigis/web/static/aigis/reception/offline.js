// Has the browser keep the outage plan for the time without a network. Only that page and the style sheet are kept.

const CACHE = "aigis-offline";

async function keep(place) {
  const cache = await caches.open(CACHE);
  const sheet = document.querySelector("link[rel=stylesheet]").href;
  for (const address of [place.dataset.offline, sheet]) {
    const reply = await fetch(address, { credentials: "same-origin", cache: "no-store" });
    reply.ok && !reply.redirected && await cache.put(address, reply);
  }
}

export async function keepPlan(place) {
  if (!("serviceWorker" in navigator)) {
    return; // no secure origin
  }
  try {
    await navigator.serviceWorker.register(place.dataset.worker);
    await keep(place);
  } catch {
    // Without the plan in the browser the page still works; the reader's own error page stands in for it.
  }
}
