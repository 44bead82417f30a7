// Answers to reminders: only the ending that was answered is replaced, so that nothing typed elsewhere is lost.
// Without this script, or when the reply is another page, the form is sent as any form is. If nobody is signed in any
// more, signed_out.js says so and the form stays as it was typed.
import { isSignedOut } from "./signed_out.js";

let answered = null;

function endingIn(xhr) {
  return new DOMParser().parseFromString(xhr.responseText, "text/html").querySelector("[data-ending]");
}

function unsent(form, shown) {
  form.querySelector("[data-unsent]").hidden = !shown;
}

document.body.addEventListener("htmx:beforeRequest", (event) => unsent(event.detail.elt, false));

// A reply with errors is a reply; a sign-in page or an error page is not ours to put in place of an ending.
document.body.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, requestConfig } = event.detail;
  const ours = [200, 422].includes(xhr.status) && endingIn(xhr);
  event.detail.shouldSwap = Boolean(ours);
  event.detail.isError = false;
  if (ours) {
    answered = ours.id;
  } else if (!isSignedOut(xhr)) {
    requestConfig.elt.submit();
  }
});

// The reader stays where they were: at the first field to correct, or at the ending that now has its answer.
document.body.addEventListener("htmx:afterSettle", () => {
  const ending = document.getElementById(answered);
  const wrong = ending?.querySelector(".govuk-form-group--error input");
  (wrong ?? ending)?.focus();
});

for (const failure of ["htmx:sendError", "htmx:timeout"]) {
  document.body.addEventListener(failure, (event) => unsent(event.detail.elt, true));
}
