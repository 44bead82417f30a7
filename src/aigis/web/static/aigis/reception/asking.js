// Talks to the server with a limit of five seconds; whatever goes wrong becomes `null`.

const LIMIT_MS = 5000;

export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export async function ask(address, { method = "POST", body = null } = {}) {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), LIMIT_MS);
  try {
    // A redirect would be the sign-in page or a proxy's own: neither answers.
    const reply = await fetch(address, {
      method,
      body,
      headers: { Accept: "text/html", "HX-Request": "true" },
      cache: "no-store",
      credentials: "same-origin",
      redirect: "error",
      signal: limit.signal,
    });
    return { ok: reply.ok, html: await reply.text() };
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}
