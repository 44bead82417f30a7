// Takes a reference from a list into the field beneath at one press; without this script it is copied by hand.

const other = document.getElementById("other");

for (const button of document.querySelectorAll("[data-choose]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    other.value = button.dataset.choose;
    other.focus();
  });
}
