// Brings the security officer's decisions on referred checks to the gate. Asks only while a check waits for one, and adds
// each decision once: a screen reader says it once, and closing it is for good in this tab.
import { ask } from "./asking.js";

const EVERY_MS = 4000;
const KEY = "aigis-decisions-closed";

export class Decisions {
  constructor(place, form) {
    this.place = place;
    this.form = form;
    this.waiting = Number(place.dataset.waiting);
    this.closed = new Set(JSON.parse(sessionStorage.getItem(KEY) ?? "[]"));
    place.addEventListener("click", (event) => event.target.matches("[data-close]") && this.close(event.target));
    this.remove(place);
    setInterval(() => { this.waiting > 0 && !document.hidden && this.update(); }, EVERY_MS);
  }

  // A check was referred at this gate: its decision is awaited from now on.
  expect() {
    this.waiting = Math.max(this.waiting, 1);
  }

  // Another gate has its own decisions.
  changeGate() {
    this.place.replaceChildren();
    return this.update();
  }

  async update() {
    const gate = this.form.elements.gate.value;
    const address = new URL(this.place.dataset.address, location.href);
    address.searchParams.set("gate", gate);
    const reply = await ask(address, { method: "GET" });
    const page = reply?.ok ? new DOMParser().parseFromString(reply.html, "text/html").getElementById("decisions") : null;
    if (page && this.form.elements.gate.value === gate) {
      this.waiting = Number(page.dataset.waiting);
      this.remove(page);
      this.add(page);
    }
  }

  remove(place) {
    place.querySelectorAll("[data-decision]").forEach((decision) => {
      this.closed.has(decision.dataset.decision) && decision.remove();
    });
  }

  add(page) {
    for (const decision of [...page.querySelectorAll("[data-decision]")].reverse()) {
      if (!this.place.querySelector(`[data-decision="${decision.dataset.decision}"]`)) {
        this.place.prepend(decision);
      }
    }
  }

  close(button) {
    const decision = button.closest("[data-decision]");
    this.closed.add(decision.dataset.decision);
    sessionStorage.setItem(KEY, JSON.stringify([...this.closed].slice(-50)));
    decision.remove();
    document.getElementById("scan").focus();
  }
}
