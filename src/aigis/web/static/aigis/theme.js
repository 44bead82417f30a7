// Dark or light: as the system says, until somebody chooses on this workstation. A cookie keeps the choice, so that the
// server writes it into the page and nothing flashes white at night.

const COOKIE = "aigis_theme";
const SECONDS = 400 * 24 * 3600;
const dark = window.matchMedia("(prefers-color-scheme: dark)");
const root = document.documentElement;
const button = document.querySelector("[data-theme-switch]");

function isDark() {
  return root.dataset.theme ? root.dataset.theme === "dark" : dark.matches;
}

function render() {
  button.setAttribute("aria-pressed", String(isDark()));
}

function choose(theme) {
  root.dataset.theme = theme;
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `${COOKIE}=${theme}; path=/; max-age=${SECONDS}; samesite=lax${secure}`;
  render();
}

if (button) {
  button.hidden = false;
  button.addEventListener("click", () => choose(isDark() ? "light" : "dark"));
  dark.addEventListener("change", render);
  render();
}
