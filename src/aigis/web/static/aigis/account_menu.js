// The menu of the account closes like any menu: by Escape, which then does nothing else, and by a press beside it.

const menu = document.getElementById("account-menu");

function close({ focus }) {
  menu.open = false;
  focus && menu.querySelector("summary").focus();
}

if (menu) {
  document.addEventListener("keydown", (event) => {
    if (menu.open && event.key === "Escape") {
      event.preventDefault();
      close({ focus: menu.contains(document.activeElement) });
    }
  }, { capture: true });
  document.addEventListener("click", (event) => { menu.contains(event.target) || close({ focus: false }); });
}
