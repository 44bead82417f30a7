// Takes every key of a scanner to the scan field, wherever the focus is, and leaves single keys to the person.
//
// On a button, a link, a heading or nothing at all a character has no meaning of its own and goes to the scan field at
// once. In a list or another text field it may be a person's; there the keys go on as usual until they are too fast for
// one. Then all of them are moved, and the list or field is set back to what it was.
import { Burst, KEYS_ELSEWHERE, KEYS_IN_TEXT } from "./burst.js";
import { kind } from "./zone.js";

const TEXT = "input:not([type=hidden]):not([type=checkbox]):not([type=radio]), textarea";
const LINE_END = "\n";
const LEFT_OVER_MS = 600;

function isPlain(event) {
  return event.getModifierState("AltGraph") || !(event.ctrlKey || event.altKey || event.metaKey);
}

function characterOf(event) {
  return Array.from(event.key ?? "").length === 1 && isPlain(event) ? event.key : "";
}

export class Keys {
  // `page` has isAsking, isSignedOut, onDetails(), onLineEnd({fast}) and check(); see reception.js.
  constructor(scan, page, outcomes) {
    this.scan = scan;
    this.page = page;
    this.outcomes = outcomes;
    this.burst = new Burst();
    this.scanAt = -Infinity;
    this.keyed = null;
    this.before = null;
    document.addEventListener("keydown", (event) => this.onKey(event), { capture: true });
    document.addEventListener("beforeinput", (event) => this.onInsert(event), { capture: true });
    document.addEventListener("paste", (event) => this.onPaste(event), { capture: true });
  }

  get isFast() {
    return this.burst.isFast(KEYS_ELSEWHERE);
  }

  onKey(event) {
    if (event.isComposing || event.repeat) {
      return; // a held key is a person's
    }
    const character = characterOf(event);
    if (character || event.key === "Enter" || event.key === "Tab") {
      this.release(event.timeStamp);
    }
    if (character) {
      this.keyed = character;
      this.onCharacter(event, character);
    } else if (event.key === "Enter" || event.key === "Tab" || this.isControlLineEnd(event)) {
      this.onLineEnd(event);
    }
  }

  // Scanners that send CR and LF as control characters; a person's own shortcut is never that fast after other keys.
  isControlLineEnd(event) {
    return event.ctrlKey && ["j", "m"].includes(event.key?.toLowerCase()) && this.isFast;
  }

  onCharacter(event, character) {
    const begins = this.burst.note(event.timeStamp);
    const field = event.target;
    if (this.page.isSignedOut) {
      this.isFast && event.preventDefault();
      return;
    }
    if (this.outcomes.hold(event, character, { lone: begins })) {
      event.preventDefault();
      return;
    }
    if (this.bringsDetails(field, character)) {
      this.page.onDetails();
    }
    if (this.page.isAsking) {
      this.refuse(event, character);
    } else if (field === this.scan) {
      begins && ["zone", "joined"].includes(kind(this.scan.value)) && this.scan.select(); // the next one replaces it
      this.scanAt = event.timeStamp;
    } else if (field.matches(`select, ${TEXT}`)) {
      this.watch(event, character, begins);
    } else if (character !== " " || this.isFast) {
      event.preventDefault();
      this.move(character, event.timeStamp);
    }
  }

  // A key that was held back as an outcome begins a scan, or is typed, after all.
  release(at) {
    const character = this.outcomes.release();
    if (character) {
      this.page.onDetails();
      this.move(character, at);
    }
  }

  // A blank is no detail of a person by itself: scanners send some after a line, also after the last one.
  bringsDetails(field, character) {
    return character !== " " || (!this.page.isAsking && (this.isFast || field.matches(TEXT)));
  }

  // While an answer is awaited nothing is taken, and no button is pressed by what a scanner sends.
  refuse(event, character) {
    if (!event.target.matches(TEXT) && (character !== " " || this.isFast)) {
      event.preventDefault();
      event.target.matches("select") || this.scan.focus();
    }
  }

  watch(event, character, begins) {
    const field = event.target;
    if (begins || this.before?.field !== field) {
      this.before = { field, value: field.value, text: "" };
    }
    this.before.text += character;
    if (this.burst.isFast(field.matches("select") ? KEYS_ELSEWHERE : KEYS_IN_TEXT)) {
      event.preventDefault();
      this.moveRun(event.timeStamp);
    }
  }

  moveRun(at) {
    const { field, value, text } = this.before;
    this.before = null;
    if (field.value !== value) {
      field.value = value;
      field.dispatchEvent(new Event("change", { bubbles: true }));
    }
    this.move(text, at);
  }

  move(text, at) {
    this.keyed = null;
    const left = at - this.scanAt > LEFT_OVER_MS ? "" : this.scan.value;
    this.scan.value = left + text;
    this.scanAt = at;
    this.scan.focus();
    this.scan.setSelectionRange(this.scan.value.length, this.scan.value.length);
    this.scan.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertText" }));
  }

  onLineEnd(event) {
    const fast = this.noteLineEnd(event);
    if (this.page.isSignedOut || this.page.isAsking) {
      (fast || (event.target === this.scan && event.key === "Enter")) && event.preventDefault();
    } else if (event.target === this.scan) {
      this.onLineEndInScan(event, fast);
    } else if (fast && this.before?.field === event.target) {
      event.preventDefault();
      this.moveRun(event.timeStamp);
      this.endLine({ fast });
    } else if (fast) {
      event.preventDefault();
    }
  }

  // A line end alone begins no run: Tab and Enter by themselves are a person's.
  noteLineEnd(event) {
    if (!this.burst.continuesAt(event.timeStamp)) {
      return false;
    }
    this.burst.note(event.timeStamp);
    return this.isFast;
  }

  onLineEndInScan(event, fast) {
    if (event.key === "Tab" && (!fast || event.shiftKey)) {
      return;
    }
    event.preventDefault();
    this.scanAt = event.timeStamp;
    event.ctrlKey && event.key === "Enter" ? this.page.check() : this.endLine({ fast });
  }

  endLine({ fast }) {
    this.scan.setRangeText(LINE_END, this.scan.selectionStart, this.scan.selectionEnd, "end");
    this.page.onLineEnd({ fast });
  }

  // Text without a key: an input method, a touch keyboard, a scanner that sends characters by their code.
  onInsert(event) {
    const { keyed } = this;
    this.keyed = null;
    if (event.inputType !== "insertText" || event.data === keyed || !event.data) {
      return;
    }
    this.onCharacter(event, event.data);
  }

  onPaste(event) {
    this.outcomes.drop();
    event.target.matches(TEXT) && this.page.onDetails();
  }
}
