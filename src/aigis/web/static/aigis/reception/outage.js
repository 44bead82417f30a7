// Remembers since when nobody could be checked, in this tab, so that the time survives a reload.

const KEY = "aigis-not-checked-since";

export class Outage {
  constructor(strip) {
    this.strip = strip;
    this.render();
  }

  get since() {
    return sessionStorage.getItem(KEY);
  }

  begin() {
    if (!this.since) {
      const now = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: "Europe/Brussels" };
      sessionStorage.setItem(KEY, new Intl.DateTimeFormat("nl-BE", now).format(new Date()));
    }
    this.render();
  }

  end() {
    sessionStorage.removeItem(KEY);
    this.render();
  }

  fill(place) {
    place.querySelectorAll("[data-since]").forEach((mark) => { mark.textContent = this.since; });
  }

  render() {
    this.strip.hidden = !this.since;
    this.fill(this.strip);
  }
}
