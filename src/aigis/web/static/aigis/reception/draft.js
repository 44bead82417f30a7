// Keeps gate, purpose and details while the guard signs in again in this tab.
//
// They are personal data, so they stay in the tab: never on the server, never in storage that other tabs or a later day
// can read. They are stored only when the guard goes to the sign-in page, taken out at the return to reception, and
// thrown away if another person signs in, if another page is opened, or after ten minutes.

const KEY = "aigis-reception-draft";
const LIMIT_MS = 10 * 60 * 1000;

export function saveDraft(user, values) {
  sessionStorage.setItem(KEY, JSON.stringify({ user, values, at: Date.now() }));
}

export function discardDraft() {
  sessionStorage.removeItem(KEY);
}

// Returns the values by field name, or null; they can be taken once.
export function takeDraft(user) {
  const text = sessionStorage.getItem(KEY);
  discardDraft();
  const draft = text ? JSON.parse(text) : null;
  const isOurs = draft && draft.user === user && Math.abs(Date.now() - draft.at) < LIMIT_MS;
  return isOurs ? draft.values : null;
}

// On the sign-in page the details wait, but not for ever; on any other page than reception nobody waits for them.
export function expireDraft({ waiting }) {
  if (!waiting) {
    discardDraft();
  } else if (sessionStorage.getItem(KEY)) {
    setTimeout(discardDraft, LIMIT_MS);
  }
}
