// Says that nobody is signed in any more, on every page: a lost session is neither an outage nor an error of the reader.
// The server tells it to scripts by status 401; a redirect to the sign-in page means the same.

const dialog = document.getElementById("signed-out");
const strip = document.getElementById("signed-out-strip");
let dismissed = false;
const listeners = { close: [], signIn: [] };

export function isSignInPage(address) {
  const link = dialog?.querySelector("[data-sign-in]");
  return Boolean(link) && new URL(address, location.href).pathname === new URL(link.href).pathname;
}

export function isSignedOut(xhr) {
  return xhr.status === 401 || (Boolean(xhr.responseURL) && isSignInPage(xhr.responseURL));
}

// A part that asks by itself opens the dialog once; what a person sends opens it each time.
export function showSignedOut({ asked = false } = {}) {
  if (dialog && !dialog.open && (asked || !dismissed)) {
    dialog.showModal();
  }
}

export function hideSignedOut() {
  dismissed = false;
  strip && (strip.hidden = true);
  dialog?.open && dialog.close("signed-in");
}

// `close` is called when the reader returns to the page, `signIn` before the sign-in page replaces it.
export function onSignedOut(event, listener) {
  listeners[event].push(listener);
}

function closed() {
  if (dialog.returnValue !== "signed-in") {
    dismissed = true;
    strip.hidden = false;
  }
  dialog.returnValue = "";
  listeners.close.forEach((listener) => listener());
}

if (dialog) {
  dialog.addEventListener("close", closed);
  dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
  document.querySelectorAll("[data-sign-in]").forEach((link) => {
    link.addEventListener("click", () => listeners.signIn.forEach((listener) => listener()));
  });
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    if (isSignedOut(event.detail.xhr)) {
      event.detail.shouldSwap = false;
      showSignedOut({ asked: !event.detail.elt.matches("[data-live]") });
    } else if ([200, 304].includes(event.detail.xhr.status)) {
      hideSignedOut();
    }
  });
}
