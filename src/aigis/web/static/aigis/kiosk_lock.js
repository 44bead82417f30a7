// Locks a workstation at which nobody has touched a key or the mouse for a while. The page is emptied first, so that the
// answer is gone even if the server cannot be reached.

const SIGNS = ["keydown", "pointerdown", "pointermove", "wheel", "touchstart"];
const STEP_MS = 1000;

function lockAfter(seconds, form) {
  let lastAt = performance.now();
  for (const sign of SIGNS) {
    window.addEventListener(sign, () => { lastAt = performance.now(); }, { capture: true, passive: true });
  }
  const timer = setInterval(() => {
    if (performance.now() - lastAt < seconds * 1000) {
      return;
    }
    clearInterval(timer);
    document.getElementById("main").replaceChildren();
    form.elements.why.value = "idle";
    form.submit();
  }, STEP_MS);
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) {
      window.location.reload();
    }
  });
}

const form = document.getElementById("kiosk-lock");
const seconds = Number(document.body.dataset.lockSeconds);
if (form && seconds > 0) {
  lockAfter(seconds, form);
}
