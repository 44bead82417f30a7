// The states of the reception page. Only `settle` leads to an answer, and only for the scan that was asked last.
//
//   ready ──details──> collecting ──ask──> asking ──reply──> answered | unread ──details──> collecting
//
// `unread`: nothing was decided about anybody (read it again, correct the details, no answer).
// `signed_out`: the session has ended; the details stay where they are until somebody has signed in.

export const State = Object.freeze({
  READY: "ready",
  COLLECTING: "collecting",
  ASKING: "asking",
  ANSWERED: "answered",
  UNREAD: "unread",
  SIGNED_OUT: "signed_out",
});

// What becomes of the reply to a check.
export const Reply = Object.freeze({ CURRENT: "current", OVERTAKEN: "overtaken", LATE: "late" });

const AFTER = Object.freeze({
  verdict: State.ANSWERED,
  read_again: State.UNREAD,
  invalid: State.UNREAD,
  no_answer: State.UNREAD,
  signed_out: State.SIGNED_OUT,
});

export class ReceptionMachine {
  constructor(onChange = () => {}) {
    this.onChange = onChange;
    this.sequence = 0;
    this.overtaken = false;
    this.enter(State.READY);
  }

  enter(state) {
    this.state = state;
    this.onChange(state);
  }

  get isAsking() {
    return this.state === State.ASKING;
  }

  get isSignedOut() {
    return this.state === State.SIGNED_OUT;
  }

  // Details of a person arrive. While an answer is awaited they overtake it: nothing would say whose answer it is.
  // Returns whether the details may be taken.
  collect() {
    if (this.isAsking) {
      this.overtaken = true;
    } else if (!this.isSignedOut && this.state !== State.COLLECTING) {
      this.sequence += 1;
      this.enter(State.COLLECTING);
    }
    return this.state === State.COLLECTING;
  }

  // Returns the sequence number of the check that begins, or null if none may begin now.
  ask() {
    if (this.isAsking || this.isSignedOut) {
      return null;
    }
    this.sequence += 1;
    this.overtaken = false;
    this.enter(State.ASKING);
    return this.sequence;
  }

  // Takes the reply to the check with this sequence number; returns whether it may be shown.
  settle(sequence, kind) {
    if (!this.isAsking || sequence !== this.sequence) {
      return Reply.LATE;
    }
    const hidden = this.overtaken && kind === "verdict";
    this.enter(hidden ? State.UNREAD : (AFTER[kind] ?? State.UNREAD));
    return this.overtaken ? Reply.OVERTAKEN : Reply.CURRENT;
  }

  // Forgets the answer and the details. Returns false while an answer is awaited: it would have nowhere to go.
  clear() {
    if (this.isAsking || this.isSignedOut) {
      return false;
    }
    this.sequence += 1;
    this.enter(State.READY);
    return true;
  }

  // Returns to the details that were kept while nobody was signed in.
  resume() {
    if (this.isSignedOut) {
      this.enter(State.COLLECTING);
    }
  }
}
