// Notices that the next person is scanned or typed while the answer about the one before is still awaited.
// Nothing on the screen would then say whose answer it is, so it must not be shown.

const QUIET_MS = 600;
// These bring no details. Enter is here because a scanner sends one after a zone that is already on its way.
const NO_DETAILS = new Set([
  "Enter", "Escape", "Tab", "Shift", "Control", "Alt", "AltGraph", "Meta", "CapsLock", "NumLock",
]);

export class Overtaken {
  constructor() {
    this.watching = false;
    this.lastAt = null;
    // Captured, so that the very event that starts the asking is seen before it and does not count. On the whole
    // document, because a scanner types wherever the focus happens to be, on a button too.
    for (const kind of ["keydown", "input", "paste"]) {
      document.addEventListener(kind, (event) => this.notice(event), { capture: true });
    }
  }

  notice(event) {
    // A field that is read-only takes nothing new: what it still reports is the end of the insertion that was sent.
    const late = event.type === "input" && event.target.readOnly;
    if (this.watching && !late && !NO_DETAILS.has(event.key)) {
      this.lastAt = performance.now();
    }
  }

  watch() {
    this.watching = true;
    this.lastAt = null;
  }

  // Waits until nobody types any more: the rest of a scan must not be taken for a whole one.
  async settle() {
    while (this.lastAt !== null && performance.now() - this.lastAt < QUIET_MS) {
      await new Promise((resolve) => { setTimeout(resolve, 50); });
    }
    this.watching = false;
    return this.lastAt !== null;
  }
}
