// Keeps a part of a page up to date by asking again, and says so when it no longer can: silence must not look like calm.
// That nobody is signed in any more is said by signed_out.js.
import { isSignedOut } from "./signed_out.js";

const stale = document.getElementById("stale");
let since = new Date();

function clock(instant) {
  const form = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: "Europe/Brussels" };
  return new Intl.DateTimeFormat("nl-BE", form).format(instant);
}

function current() {
  since = new Date();
  stale.hidden = true;
}

function outdated(event) {
  if (stale.hidden && !(event?.detail?.xhr && isSignedOut(event.detail.xhr))) {
    stale.querySelector("[data-since]").textContent = clock(since);
    stale.hidden = false;
  }
}

// Only our own part may replace our own part: a sign-in page or a proxy's words must not.
function isOurs(xhr) {
  return xhr.status === 200 && new DOMParser().parseFromString(xhr.responseText, "text/html").querySelector("[data-live]");
}

document.body.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr } = event.detail;
  if (xhr.status === 304) {
    event.detail.shouldSwap = false;
    current();
  } else if (isOurs(xhr)) {
    current();
  } else {
    event.detail.shouldSwap = false;
    outdated(event);
  }
});

for (const failure of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
  document.body.addEventListener(failure, outdated);
}
