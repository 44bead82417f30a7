// The form that registers a ban: only what belongs to the chosen kind, and the longest last day at one press.
// Without this script the whole list stands there, marked by kind, and the server says what does not fit.

const form = document.getElementById("ban");
const authority = document.getElementById("authority");
const period = document.getElementById("period");

function showAuthoritiesOf(kind) {
  for (const group of authority.querySelectorAll("optgroup")) {
    const fits = !kind || group.dataset.kind === kind;
    group.disabled = !fits;
    group.hidden = !fits;
  }
  const chosen = authority.selectedOptions[0]?.parentElement;
  const choices = authority.querySelectorAll("optgroup:not([disabled]) option");
  if (chosen?.disabled) {
    authority.value = "";
  }
  if (kind && choices.length === 1) {
    authority.value = choices[0].value;
  }
}

function showFieldsOf(kind) {
  for (const part of form.querySelectorAll("div[data-kind]")) {
    part.hidden = Boolean(kind) && part.dataset.kind !== kind;
  }
}

function showButton() {
  period.querySelectorAll("[data-last-day]").forEach((button) => { button.hidden = false; });
}

function takeLastDay(event) {
  const button = event.target.closest("[data-last-day]");
  if (button) {
    form.elements.ends_on.value = button.dataset.lastDay;
    form.elements.ends_on.focus();
    form.elements.ends_on.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

form.addEventListener("change", (event) => {
  if (event.target.name === "kind") {
    showAuthoritiesOf(event.target.value);
    showFieldsOf(event.target.value);
  }
});
period.addEventListener("click", takeLastDay);
period.addEventListener("htmx:afterSwap", showButton);
showAuthoritiesOf(form.elements.kind.value);
showFieldsOf(form.elements.kind.value);
showButton();
if (!document.querySelector(".govuk-error-summary")) {
  form.elements.family_name.focus();
}
