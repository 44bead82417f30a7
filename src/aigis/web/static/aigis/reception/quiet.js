// Waits until nobody types any more: the rest of a scan must not be taken for a whole one.

const QUIET_MS = 600;
const STEP_MS = 50;

export class Quiet {
  constructor() {
    this.lastAt = null;
  }

  note() {
    this.lastAt = performance.now();
  }

  async wait() {
    while (this.lastAt !== null && performance.now() - this.lastAt < QUIET_MS) {
      await new Promise((resolve) => { setTimeout(resolve, STEP_MS); });
    }
    this.lastAt = null;
  }
}
