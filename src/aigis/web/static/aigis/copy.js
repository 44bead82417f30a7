// Copies a field to the clipboard where the browser allows it; without it the field can be selected by hand.

const button = document.querySelector("[data-copy]");
const field = document.getElementById(button.dataset.copy);
const said = document.querySelector("[data-copied]");

field.addEventListener("focus", () => field.select());
if (navigator.clipboard) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(field.value);
    said.hidden = false;
  });
}
