// The alert desk: sound that repeats while an alert is not acknowledged, notifications, ages, countdowns.
const REPEAT_MS = 30_000;
const root = document.documentElement;
const stored = (name) => { try { return localStorage.getItem(name); } catch { return null; } };
const store = (name, value) => { try { localStorage.setItem(name, value); } catch { /* private mode: for this page only */ } };

// Sound. Browsers keep a page silent until somebody has touched it: then the desk must see that it is silent.

let audio = null;
let wanted = stored("aigis-sound") !== "off";

function audible() {
  return wanted && audio?.state === "running";
}

function tone(start, pitch) {
  const oscillator = audio.createOscillator();
  const volume = audio.createGain();
  oscillator.type = "square";
  oscillator.frequency.value = pitch;
  volume.gain.setValueAtTime(0.25, start);
  volume.gain.exponentialRampToValueAtTime(0.001, start + 0.35);
  oscillator.connect(volume).connect(audio.destination);
  oscillator.start(start);
  oscillator.stop(start + 0.35);
}

function ring() {
  if (audible()) {
    [880, 660, 880, 660].forEach((pitch, index) => tone(audio.currentTime + index * 0.4, pitch));
    root.dataset.rang = String(Number(root.dataset.rang ?? 0) + 1);
  }
}

function showSound() {
  const button = document.getElementById("sound");
  const warning = document.getElementById("sound-off");
  if (button && warning) {
    button.textContent = audible() ? button.dataset.on : button.dataset.off;
    button.setAttribute("aria-pressed", String(audible()));
    warning.hidden = audible();
  }
}

async function unlock() {
  if (!wanted) return;
  audio ??= new AudioContext();
  audio.onstatechange = showSound;
  try { await audio.resume(); } catch { /* still silent: the page says so */ }
  showSound();
}

// What is new, and what waits.

let known = null;
let lastRing = 0;

function waiting() {
  return Number(document.getElementById("live")?.dataset.waiting ?? 0);
}

function cards() {
  return new Set([...document.querySelectorAll("[data-alert]")].map((card) => card.dataset.alert));
}

function notify() {
  if ("Notification" in window && Notification.permission === "granted") {
    new Notification(document.getElementById("live").dataset.headline, { tag: "aigis-alerts", renotify: true, requireInteraction: true });
  }
}

function look() {
  const now = cards();
  const fresh = known !== null && [...now].some((alert) => !known.has(alert));
  known = now;
  if (waiting() > 0 && (fresh || Date.now() - lastRing >= REPEAT_MS)) {
    lastRing = Date.now();
    ring();
    if (fresh) notify();
  }
}

// Ages and countdowns.

const words = new Intl.RelativeTimeFormat(root.lang || "nl", { numeric: "auto", style: "short" });

function age(seconds) {
  if (seconds < 60) return words.format(0, "second");
  return seconds < 7200 ? words.format(-Math.floor(seconds / 60), "minute") : words.format(-Math.floor(seconds / 3600), "hour");
}

function tick() {
  const now = Date.now();
  for (const time of document.querySelectorAll("[data-age]")) {
    time.textContent = age((now - Date.parse(time.dateTime)) / 1000);
  }
  for (const time of document.querySelectorAll("[data-due]")) {
    const left = Math.max(0, Math.round((Date.parse(time.dateTime) - now) / 1000));
    time.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    time.classList.toggle("aigis-card__soon", left < 60);
  }
}

// Night colours: the dark screen of the account menu, within reach of the desk.

const switches = document.querySelector("[data-theme-switch]");
const nightButton = document.getElementById("night");

function showNight() {
  nightButton?.setAttribute("aria-pressed", switches?.getAttribute("aria-pressed") ?? "false");
}

nightButton?.addEventListener("click", () => { switches?.click(); showNight(); });
setTimeout(showNight, 0);

if (document.getElementById("live")) {
  document.getElementById("sound").addEventListener("click", (event) => {
    event.stopPropagation();
    wanted = !audible();
    store("aigis-sound", wanted ? "on" : "off");
    if (wanted) { unlock(); } else { audio?.suspend(); showSound(); }
  });
  document.getElementById("sound-test").addEventListener("click", async (event) => {
    event.stopPropagation();
    wanted = true;
    await unlock();
    ring();
  });
  const ask = document.getElementById("notify");
  ask.hidden = !("Notification" in window) || Notification.permission !== "default";
  ask.addEventListener("click", async () => { ask.hidden = (await Notification.requestPermission()) !== "default"; });
  for (const touch of ["pointerdown", "keydown"]) document.addEventListener(touch, unlock);
  unlock();
  look();
  document.body.addEventListener("htmx:afterSettle", () => { look(); tick(); });
  setInterval(look, 1000);
}
tick();
setInterval(tick, 1000);
