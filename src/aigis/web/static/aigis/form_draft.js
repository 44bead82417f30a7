// Keeps what was typed into a form over a change of language and over a sign-in, in this tab alone.
//
// The details are personal data: never on the server, never in storage that other tabs or a later day can read. They are
// put back once, for the same user on the same page, and thrown away on any other page or after ten minutes.
import { onSignedOut } from "./signed_out.js";

const KEY = "aigis-form-draft";
const LIMIT_MS = 10 * 60 * 1000;
const FIELDS = "input:not([type=hidden], [type=password], [type=file], [type=submit]), textarea, select";
const forms = [...document.querySelectorAll("form[data-draft]")];
const { user } = document.body.dataset;

function fields() {
  return forms.flatMap((form, place) => [...form.elements]
    .filter((field) => field.name && field.matches(FIELDS))
    .map((field) => ({ field, key: [place, field.name, isChoice(field) ? field.value : ""].join(" ") })));
}

function isChoice(field) {
  return field.type === "radio" || field.type === "checkbox";
}

export function saveForm() {
  if (forms.length > 0) {
    const values = fields().map(({ field, key }) => [key, isChoice(field) ? field.checked : field.value]);
    sessionStorage.setItem(KEY, JSON.stringify({ user, path: location.pathname, values, at: Date.now() }));
  }
}

function discard() {
  sessionStorage.removeItem(KEY);
}

function put(field, value) {
  if (isChoice(field)) {
    field.checked = value;
  } else if (field.tagName !== "SELECT" || [...field.options].some((option) => option.value === value)) {
    field.value = value;
  }
}

function restore(values) {
  const kept = new Map(values);
  const changed = fields().filter(({ key }) => kept.has(key));
  changed.forEach(({ field, key }) => put(field, kept.get(key)));
  // What is computed from the fields is asked for once the page's other scripts listen.
  window.addEventListener("load", () => {
    changed.forEach(({ field }) => {
      for (const event of ["input", "change"]) {
        field.value && field.dispatchEvent(new Event(event, { bubbles: true }));
      }
    });
  });
}

// Only the page of the form and the sign-in page are waited on; a page with errors has the values of its own.
export function resumeForm({ signingIn }) {
  const draft = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
  const isOurs = draft && draft.path === location.pathname && Math.abs(Date.now() - draft.at) < LIMIT_MS;
  if (draft && (signingIn || (isOurs && forms.length === 0))) {
    setTimeout(discard, LIMIT_MS);
    return;
  }
  discard();
  if (isOurs && draft.user === user && !document.querySelector(".govuk-error-summary")) {
    restore(draft.values);
  }
}

document.addEventListener("submit", (event) => {
  event.target.matches("form[data-draft], .aigis-languages") && saveForm();
});
onSignedOut("signIn", saveForm);
