// The guard's page. It works without this script; with it, an answer arrives without a new page and never stays too long.
// The states and what may lead to an answer are in machine.js; which keys are a scan, in keys.js.
import { ask, newKey } from "./reception/asking.js";
import { Decisions } from "./reception/decisions.js";
import { saveDraft, takeDraft } from "./reception/draft.js";
import { clearErrors } from "./reception/errors.js";
import { KeyboardNotice } from "./reception/keyboard.js";
import { Keys } from "./reception/keys.js";
import { ReceptionMachine, Reply, State } from "./reception/machine.js";
import { Outage } from "./reception/outage.js";
import { keepPlan } from "./reception/offline.js";
import { OutcomeKeys } from "./reception/outcome_keys.js";
import { Panel } from "./reception/panel.js";
import { Quiet } from "./reception/quiet.js";
import { readReply } from "./reception/reply.js";
import { kind } from "./reception/zone.js";
import { hideSignedOut, onSignedOut, showSignedOut } from "./signed_out.js";

const SCAN_ENDS_MS = 600; // after a scan without a line end, or one of which a line is missing
const MESSAGES_MS = 6000;
const SHORTEST_VALUE = 6; // of a scan without a line end; a shorter one waits for the button

class Reception {
  constructor(form) {
    this.form = form;
    this.scan = document.getElementById("scan");
    this.machine = new ReceptionMachine((state) => { form.dataset.state = state; });
    this.quiet = new Quiet();
    this.outage = new Outage(document.getElementById("outage"));
    this.keyboard = new KeyboardNotice(document.getElementById("keyboard"));
    this.panel = new Panel(document.getElementById("answer"), { onCleared: () => this.onCleared() });
    this.decisions = new Decisions(document.getElementById("decisions"), form);
    this.outcomeKeys = new OutcomeKeys(this.scan, this.panel);
    this.keys = new Keys(this.scan, this, this.outcomeKeys);
    this.listen();
    setTimeout(() => this.clearMessages(), MESSAGES_MS);
    this.restore() || this.scan.focus();
  }

  listen() {
    this.form.addEventListener("submit", (event) => { event.preventDefault(); this.check(); });
    this.scan.addEventListener("input", (event) => this.onScan(event));
    document.addEventListener("keydown", (event) => this.onEscape(event));
    document.addEventListener("submit", (event) => this.onOutcome(event));
    document.addEventListener("input", (event) => this.onInput(event));
    this.form.elements.gate.addEventListener("change", () => { this.loadToday(); this.decisions.changeGate(); });
    window.addEventListener("pageshow", (event) => { event.persisted && this.forget(); });
    window.addEventListener("focus", () => this.probe());
    onSignedOut("close", () => this.onSignInClosed());
    onSignedOut("signIn", () => this.machine.isSignedOut && saveDraft(this.form.dataset.user, this.values()));
  }

  // That somebody signed in is read once; it takes no room from the answers of a whole shift.
  clearMessages() {
    document.querySelectorAll("main > .moj-alert").forEach((message) => message.remove());
  }

  get isAsking() {
    return this.machine.isAsking;
  }

  get isSignedOut() {
    return this.machine.isSignedOut;
  }

  // As soon as the next person's details come in, the last answer goes: it must not be read as theirs.
  onDetails() {
    this.quiet.note();
    if (this.machine.collect() && this.panel.holdsAnswer) {
      this.panel.showTemplate("idle");
    }
  }

  onInput(event) {
    if (event.target.form === this.form && event.target.matches("input, textarea") && !event.target.readOnly) {
      this.onDetails();
    }
  }

  onScan(event) {
    const fast = this.keys.isFast && event.inputType !== "insertFromPaste";
    // A touch keyboard's Enter comes as a line end in the text, without a key.
    this.schedule({ fast, lineEnd: /[\r\n]$/.test(this.scan.value) });
  }

  onLineEnd({ fast }) {
    this.schedule({ fast, lineEnd: true });
  }

  // A scanner is waited for until its burst ends. A person sends with Enter, or with the button; a line of a document
  // typed by hand is never sent by itself.
  schedule({ fast, lineEnd }) {
    clearTimeout(this.pause);
    const content = kind(this.scan.value);
    if (content === "zone" || (lineEnd && ["value", "joined"].includes(content))) {
      this.check();
    } else if (fast && content !== "blank" && this.scan.value.length >= SHORTEST_VALUE) {
      this.pause = setTimeout(() => this.check(), SCAN_ENDS_MS);
    } else if (content === "blank" && lineEnd) {
      this.check(); // Enter in the empty scan field sends the typed details
    }
  }

  onEscape(event) {
    if (event.key === "Escape" && !event.defaultPrevented) {
      this.forget();
    }
  }

  forget() {
    this.outcomeKeys.drop();
    if (this.machine.clear()) {
      clearTimeout(this.pause);
      this.empty();
      clearErrors();
      this.panel.showTemplate("idle");
      this.scan.focus();
    }
  }

  // The time of an answer is over. Whoever has meanwhile gone to another field is left there.
  onCleared() {
    this.machine.state !== State.COLLECTING && this.machine.clear();
    if (document.activeElement === document.body) {
      this.scan.focus();
    }
  }

  fields() {
    return Array.from(this.form.elements).filter((field) => field.matches("input:not([type=hidden]), textarea"));
  }

  empty() {
    for (const field of this.fields()) {
      field.value = "";
    }
  }

  body(requestKey) {
    const body = new URLSearchParams(new FormData(this.form));
    body.set("request_key", requestKey);
    if (this.scan.value.trim()) {
      this.fields().filter((field) => field !== this.scan).forEach((field) => body.delete(field.name));
    }
    return body;
  }

  async check() {
    clearTimeout(this.pause);
    if (this.isAsking) {
      return;
    }
    if (this.fields().every((field) => !field.value.trim())) {
      this.scan.value = "";
      return;
    }
    const sequence = this.machine.ask();
    if (sequence === null) {
      return;
    }
    clearErrors();
    this.quiet = new Quiet();
    this.setAsking(true);
    const requestKey = newKey();
    this.panel.showTemplate("checking");
    const reply = await ask(this.form.action, { body: this.body(requestKey) });
    await this.quiet.wait();
    this.settle(sequence, this.read(reply, requestKey));
  }

  read(reply, requestKey) {
    if (reply?.signedOut) {
      return { kind: "signed_out" };
    }
    return reply ? readReply(reply.html, { ok: reply.ok, requestKey }) : { kind: "no_answer" };
  }

  settle(sequence, reply) {
    const standing = this.machine.settle(sequence, reply.kind);
    if (standing === Reply.LATE) {
      return;
    }
    this.setAsking(false);
    if (reply.kind === "signed_out") {
      this.panel.showTemplate("idle");
      showSignedOut({ asked: true });
    } else {
      hideSignedOut();
      this.render(reply, { overtaken: standing === Reply.OVERTAKEN });
    }
  }

  setAsking(asking) {
    // Every field, so that nothing of the next person stands in one and goes out mixed with somebody else's.
    this.fields().forEach((field) => { field.readOnly = asking; });
    this.scan.setAttribute("aria-busy", String(asking));
  }

  render(reply, { overtaken }) {
    this.clearMessages();
    this.scan.value = "";
    if (reply.kind === "no_answer") {
      this.outage.begin();
      this.panel.showTemplate("no-answer");
      this.outage.fill(this.panel.place);
      overtaken ? this.next() : this.scan.focus();
      return;
    }
    this.outage.end();
    reply.today && document.getElementById("today").replaceWith(reply.today);
    this.keyboard.show(reply.keyboard);
    overtaken ? this.readAgain() : this.answer(reply);
  }

  answer(reply) {
    this.panel.show(reply.panel);
    reply.panel.dataset.outcome === "refer" && this.decisions.expect();
    reply.kind === "invalid" ? this.correct(reply.manual) : this.next();
  }

  // Whatever the answer was, it is about the person before: no colour is shown, and both are read again.
  readAgain() {
    this.panel.showTemplate("overtaken");
    this.next();
  }

  next() {
    this.empty();
    this.scan.focus();
  }

  correct(manual) {
    manual && document.getElementById("manual").replaceWith(manual);
    (document.querySelector("#manual [aria-invalid]") ?? this.scan).focus();
  }

  async onOutcome(event) {
    const form = event.target;
    if (!form.matches("[data-outcomes]")) {
      return;
    }
    event.preventDefault();
    const button = event.submitter;
    const body = new URLSearchParams(new FormData(form));
    body.set(button.name, button.value);
    const reply = await ask(form.action, { body });
    reply?.signedOut && showSignedOut({ asked: true });
    form.isConnected && this.note(form, button, reply?.ok ? reply.html : "");
  }

  note(form, button, html) {
    const said = new DOMParser().parseFromString(html, "text/html").querySelector("[data-recorded]");
    const noted = said?.dataset.recorded === button.value;
    const place = form.querySelector("[data-noted]");
    place.replaceChildren(noted ? said : document.getElementById("not-noted").content.cloneNode(true));
    if (noted) {
      form.querySelectorAll("button").forEach((other) => other.setAttribute("aria-pressed", String(other === button)));
      this.scan.focus();
    }
  }

  async loadToday() {
    const gate = this.form.elements.gate.value;
    const address = new URL(this.form.action);
    address.searchParams.set("gate", gate);
    const reply = await ask(address, { method: "GET" });
    reply?.signedOut && showSignedOut();
    const today = reply?.ok && new DOMParser().parseFromString(reply.html, "text/html").querySelector("#today");
    if (today && this.form.elements.gate.value === gate) {
      document.getElementById("today").replaceWith(today);
    }
  }

  values() {
    const names = ["gate", "purpose", ...this.fields().map((field) => field.name)];
    return Object.fromEntries(names.map((name) => [name, this.form.elements[name].value]));
  }

  // Puts back what was kept during the sign-in; the scan is selected, so that scanning again replaces it.
  restore() {
    const values = takeDraft(this.form.dataset.user);
    for (const [name, value] of Object.entries(values ?? {})) {
      const field = this.form.elements[name];
      if (field && (field.tagName !== "SELECT" || Array.from(field.options).some((option) => option.value === value))) {
        field.value = value;
      }
    }
    if (values) {
      this.machine.collect();
      this.panel.showTemplate("idle");
      this.loadToday();
      this.scan.focus();
      this.scan.select();
    }
    return Boolean(values);
  }

  onSignInClosed() {
    this.machine.resume();
    this.scan.focus();
  }

  // Somebody may have signed in in another tab meanwhile.
  async probe() {
    if (this.isSignedOut && (await ask(this.form.action, { method: "GET" }))?.ok) {
      hideSignedOut();
    }
  }
}

const form = document.getElementById("check");
if (form && document.getElementById("scan")) {
  new Reception(form);
  const kept = document.querySelector("[data-worker]");
  kept && keepPlan(kept);
}
