// Keys 1 to 4 report what happened after a check, as the buttons show them. A digit may also begin the next scan or be
// typed by hand, so the answer leaves the screen at once and comes back, with the outcome, if no other key follows.

const WAIT_MS = 500;
const KEY_CODE = /^(?:Digit|Numpad)([1-4])$/; // the key itself: on AZERTY it types `&` without shift

function numberOf(event, character) {
  return Number(KEY_CODE.exec(event.code)?.[1] ?? (/^[1-4]$/.test(character) ? character : 0));
}

export class OutcomeKeys {
  constructor(scan, panel) {
    this.scan = scan;
    this.panel = panel;
    this.held = null;
  }

  // Holds a lone key back where it is no text of a field; returns whether it did.
  hold(event, character, { lone }) {
    const number = numberOf(event, character);
    const inField = event.target !== this.scan && event.target.matches("input, textarea, select");
    if (!lone || !number || inField || this.scan.value || !this.panel.holdsVerdict) {
      return false;
    }
    this.panel.suspend();
    this.held = { character, timer: setTimeout(() => this.report(number), WAIT_MS) };
    return true;
  }

  // Another key follows: the held one is a character like any other. Returns it, or an empty text.
  release() {
    const character = this.held?.character ?? "";
    this.drop();
    return character;
  }

  drop() {
    clearTimeout(this.held?.timer);
    this.held = null;
  }

  report(number) {
    this.held = null;
    if (this.panel.resume()) {
      this.panel.place.querySelectorAll("[data-outcomes] button")[number - 1]?.click();
    }
  }
}
