// Starts the GOV.UK Frontend parts. The classes tell the style sheet that scripts run, in place of an inline script.
import { expireDraft } from "./reception/draft.js";
import "./account_menu.js";
import { resumeForm } from "./form_draft.js";
import "./kiosk_lock.js";
import "./signed_out.js";
import "./theme.js";
import { initAll } from "./vendor/govuk-frontend.min.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();
if (!document.getElementById("check")) {
  expireDraft({ waiting: document.body.hasAttribute("data-sign-in-page") });
}
resumeForm({ signingIn: document.body.hasAttribute("data-sign-in-page") });
