// The panel: shows one thing at a time, and forgets an answer after thirty seconds.

const SECONDS = 30;

export class Panel {
  constructor(place, { onCleared }) {
    this.place = place;
    this.onCleared = onCleared;
    this.timer = null;
    this.suspended = null;
    this.startCountdown();
  }

  get holdsAnswer() {
    return this.place.querySelector("[data-outcome], [data-neutral]") !== null;
  }

  get holdsVerdict() {
    return this.place.querySelector("[data-outcome]") !== null;
  }

  // Takes the answer off the screen for a moment: a key may be the first of the next person's.
  suspend() {
    this.suspended = [...this.place.childNodes];
    this.place.replaceChildren(document.getElementById("idle").content.cloneNode(true));
  }

  // Puts the suspended answer back, unless its time is over; returns whether it did.
  resume() {
    const nodes = this.suspended;
    this.suspended = null;
    nodes && this.place.replaceChildren(...nodes);
    return nodes !== null;
  }

  show(...nodes) {
    clearInterval(this.timer);
    this.suspended = null;
    this.place.replaceChildren(...nodes);
    this.startCountdown();
  }

  showTemplate(id) {
    this.show(document.getElementById(id).content.cloneNode(true));
  }

  clear() {
    this.showTemplate("idle");
    this.onCleared();
  }

  // A reader who needs longer can ask for it any number of times (WCAG 2.2, 2.2.1).
  startCountdown() {
    const panel = this.place.querySelector("[data-outcome], [data-neutral=read_again]");
    if (!panel) {
      return;
    }
    panel.append(document.getElementById("countdown").content.cloneNode(true));
    const bar = panel.querySelector("progress");
    let ends = performance.now() + SECONDS * 1000;
    panel.querySelector("[data-keep]").addEventListener("click", () => { ends += SECONDS * 1000; });
    panel.querySelector("[data-clear]").addEventListener("click", () => this.clear());
    this.timer = setInterval(() => {
      const left = (ends - performance.now()) / 1000;
      bar.value = Math.min(left, SECONDS);
      if (left <= 0) {
        this.clear();
      }
    }, 250);
  }
}
