// Talks to the server with a limit of five seconds. A reply is {ok, html}, {signedOut: true}, or null for no answer.
import { isSignInPage } from "../signed_out.js";

const LIMIT_MS = 5000;
const STALE_TOKEN = "csrf";

export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// The token of the cookie is the present one; that of the page is old once somebody has signed in in another tab.
function tokenOfCookie() {
  return document.cookie.match(/(?:^|; )(?:__Host-)?csrftoken=([^;]*)/)?.[1] ?? "";
}

function withToken(headers, body) {
  const token = tokenOfCookie();
  if (token && body) {
    body.delete("csrfmiddlewaretoken");
    headers["X-CSRFToken"] = token;
  }
  return headers;
}

async function fetchReply(address, { method, body, signal }) {
  const user = document.getElementById("check")?.dataset.user;
  const headers = { Accept: "text/html", "HX-Request": "true", ...(user ? { "Aigis-User": user } : {}) };
  const options = { method, body, cache: "no-store", credentials: "same-origin", signal };
  return fetch(address, { ...options, headers: withToken(headers, body) });
}

async function read(reply) {
  if (reply.status === 401 || (reply.redirected && isSignInPage(reply.url))) {
    return { signedOut: true };
  }
  // Any other redirect is a proxy's own page: it does not answer.
  return reply.redirected ? null : { ok: reply.ok, html: await reply.text() };
}

export async function ask(address, { method = "POST", body = null } = {}) {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), LIMIT_MS);
  try {
    let reply = await fetchReply(address, { method, body, signal: limit.signal });
    if (reply.headers.get("Aigis-Problem") === STALE_TOKEN) {
      // Nothing was done. The page itself brings a new token; the request key makes asking again harmless.
      await fetchReply(location.pathname, { method: "GET", body: null, signal: limit.signal });
      reply = await fetchReply(address, { method, body, signal: limit.signal });
    }
    return await read(reply);
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}
