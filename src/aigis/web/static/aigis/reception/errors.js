// Removes the sentences about wrong details: they belong to the check before.

export function clearErrors() {
  document.querySelectorAll(".aigis-reception .govuk-error-message").forEach((sentence) => {
    const field = document.querySelector(`[aria-describedby~="${sentence.id}"]`);
    const others = (field?.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id !== sentence.id);
    if (field && others.length > 0) {
      field.setAttribute("aria-describedby", others.join(" "));
    } else {
      field?.removeAttribute("aria-describedby");
    }
    sentence.remove();
  });
  document.querySelectorAll(".aigis-reception .govuk-form-group--error").forEach((group) => {
    group.classList.remove("govuk-form-group--error");
  });
  document.querySelectorAll(".aigis-reception [aria-invalid]").forEach((field) => {
    field.classList.remove("govuk-input--error");
    field.removeAttribute("aria-invalid");
  });
}
