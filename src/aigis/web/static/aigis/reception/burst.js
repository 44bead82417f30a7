// Tells a scanner from a person by speed. A scanner needs 2 to 25 ms a key; nobody types at 60 ms a key for long.

const MEAN_MS = 60;
const RUN_ENDS_AFTER_MS = 200;

// Keys in a text field are a burst later than elsewhere: a fast typist rolls over a few keys, and loses nothing by it.
export const KEYS_IN_TEXT = 6;
export const KEYS_ELSEWHERE = 3;

export class Burst {
  constructor() {
    this.count = 0;
    this.firstAt = -Infinity;
    this.lastAt = -Infinity;
  }

  // Notes one key at a time in ms; returns whether it begins a new run of keys.
  note(at) {
    const begins = at - this.lastAt > RUN_ENDS_AFTER_MS;
    if (begins) {
      this.count = 0;
      this.firstAt = at;
    }
    this.count += 1;
    this.lastAt = at;
    return begins;
  }

  // Tells whether a key at this time would still belong to the run.
  continuesAt(at) {
    return at - this.lastAt <= RUN_ENDS_AFTER_MS;
  }

  isFast(keys) {
    return this.count >= keys && this.lastAt - this.firstAt <= MEAN_MS * (this.count - 1);
  }
}
