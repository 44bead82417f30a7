// The guard's page. It works without this script; with it, an answer arrives without a new page and never stays too long.
import { ask, newKey } from "./reception/asking.js";
import { Outage } from "./reception/outage.js";
import { Overtaken } from "./reception/overtaken.js";
import { Panel } from "./reception/panel.js";
import { readReply } from "./reception/reply.js";
import { kind } from "./reception/zone.js";

const BURST_MS_A_CHARACTER = 60; // nobody types this fast; scanners need about 10
const PAUSE_MS = 600;

class Reception {
  constructor(form) {
    this.form = form;
    this.scan = document.getElementById("scan");
    this.asking = false;
    this.overtaken = new Overtaken();
    this.outage = new Outage(document.getElementById("outage"));
    this.panel = new Panel(document.getElementById("answer"), { onCleared: () => this.onCleared() });
    this.listen();
    this.ready();
  }

  listen() {
    this.form.addEventListener("submit", (event) => { event.preventDefault(); this.check(); });
    this.scan.addEventListener("keydown", (event) => this.onKey(event));
    this.scan.addEventListener("input", (event) => this.onInput(event));
    document.addEventListener("keydown", (event) => this.onEscape(event));
    document.addEventListener("submit", (event) => this.onOutcome(event));
    document.addEventListener("input", (event) => this.onTyping(event));
    this.form.elements.gate.addEventListener("change", () => this.loadToday());
  }

  ready() {
    this.firstKeyAt = null;
    this.scan.focus();
  }

  // Whoever has meanwhile gone to another field is left there.
  onCleared() {
    if (document.activeElement === document.body) {
      this.ready();
    }
  }

  onKey(event) {
    if (event.key !== "Enter" || event.isComposing) {
      return;
    }
    // Within a zone a line end is only a line end; the zone is sent when it is whole.
    if (this.asking || kind(this.scan.value) !== "part" || event.ctrlKey) {
      event.preventDefault();
      this.check();
    }
  }

  onInput(event) {
    this.firstKeyAt ??= performance.now();
    clearTimeout(this.pause);
    const found = kind(this.scan.value);
    // A touch keyboard's Enter comes as a line end in the text.
    if (found === "zone" || (found === "value" && /[\r\n]$/.test(this.scan.value))) {
      this.check();
    } else if (found === "empty") {
      this.firstKeyAt = null;
    } else if (this.isBurst(event)) {
      this.pause = setTimeout(() => this.check(), PAUSE_MS);
    }
  }

  // A scanner that sends no line end stops typing; a person who stops to look at the card does not mean to send.
  isBurst(event) {
    const { length } = this.scan.value;
    const spent = performance.now() - this.firstKeyAt;
    return event.inputType !== "insertFromPaste" && length >= 6 && spent / length < BURST_MS_A_CHARACTER;
  }

  // As soon as the next person's details come in, the last answer goes: it must not be read as theirs.
  onTyping(event) {
    if (event.target.form === this.form && event.target.matches("input, textarea") && this.panel.holdsAnswer) {
      this.panel.showTemplate("idle");
    }
  }

  onEscape(event) {
    if (event.key === "Escape" && !this.asking) {
      this.empty();
      this.panel.clear();
      this.ready();
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
    if (this.asking || this.fields().every((field) => !field.value.trim())) {
      return;
    }
    this.setAsking(true);
    this.overtaken.watch();
    const requestKey = newKey();
    this.panel.showTemplate("checking");
    const reply = await ask(this.form.action, { body: this.body(requestKey) });
    const overtaken = await this.overtaken.settle();
    this.setAsking(false);
    this.render(reply ? readReply(reply.html, { ok: reply.ok, requestKey }) : { kind: "no_answer" }, { overtaken });
  }

  setAsking(asking) {
    this.asking = asking;
    // Every field, so that nothing of the next person stands in one and goes out mixed with somebody else's.
    this.fields().forEach((field) => { field.readOnly = asking; });
    this.scan.setAttribute("aria-busy", String(asking));
  }

  render(reply, { overtaken }) {
    this.scan.value = "";
    if (reply.kind === "no_answer") {
      this.outage.begin();
      this.panel.showTemplate("no-answer");
      this.outage.fill(this.panel.place);
      overtaken ? this.next() : this.ready();
      return;
    }
    this.outage.end();
    reply.today && document.getElementById("today").replaceWith(reply.today);
    overtaken ? this.readAgain() : this.answer(reply);
  }

  answer(reply) {
    this.panel.show(reply.panel);
    reply.kind === "invalid" ? this.correct(reply.manual) : this.next();
  }

  // Whatever the answer was, it is about the person before: no colour is shown, and both are read again.
  readAgain() {
    this.panel.showTemplate("overtaken");
    this.next();
  }

  next() {
    this.empty();
    this.ready();
  }

  correct(manual) {
    manual && document.getElementById("manual").replaceWith(manual);
    this.firstKeyAt = null;
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
    this.note(form, button, reply?.ok ? reply.html : "");
  }

  note(form, button, html) {
    const said = new DOMParser().parseFromString(html, "text/html").querySelector("[data-recorded]");
    const noted = said?.dataset.recorded === button.value;
    const place = form.querySelector("[data-noted]");
    place.replaceChildren(noted ? said : document.getElementById("not-noted").content.cloneNode(true));
    if (noted) {
      form.querySelectorAll("button").forEach((other) => other.setAttribute("aria-pressed", String(other === button)));
      this.ready();
    }
  }

  async loadToday() {
    const address = new URL(this.form.action);
    address.searchParams.set("gate", this.form.elements.gate.value);
    const reply = await ask(address, { method: "GET" });
    const today = reply?.ok && new DOMParser().parseFromString(reply.html, "text/html").querySelector("#today");
    today && document.getElementById("today").replaceWith(today);
  }
}

const form = document.getElementById("check");
if (form && document.getElementById("scan")) {
  new Reception(form);
}
