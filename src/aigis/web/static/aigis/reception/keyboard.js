// Says once in a tab that the scanner's keyboard layout is wrong, and what to set it to.

const KEY = "aigis-keyboard-named";

export class KeyboardNotice {
  constructor(place) {
    this.place = place;
    this.watch();
  }

  show(notice) {
    if (notice && sessionStorage.getItem(KEY) !== notice.dataset.keyboard) {
      sessionStorage.setItem(KEY, notice.dataset.keyboard);
      this.place.replaceChildren(notice);
      this.watch();
    }
  }

  watch() {
    this.place.querySelector("[data-close]")?.addEventListener("click", () => {
      this.place.replaceChildren();
      document.getElementById("scan").focus();
    });
  }
}
