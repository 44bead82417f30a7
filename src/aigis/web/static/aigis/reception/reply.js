// Reads the server's reply. Anything that is not plainly one of the known panels, for the request that was sent,
// counts as no answer: an answer that frees must be explicit, never what is left over.

const VERDICTS = ["clear", "denied", "refer"];
const NEUTRAL = ["read_again", "invalid"];

function only(page, selector) {
  const found = page.querySelectorAll(selector);
  return found.length === 1 ? found[0] : null;
}

function known(panel, ok, requestKey) {
  const { outcome, neutral } = panel.dataset;
  if (panel.dataset.requestKey !== requestKey) {
    return null;
  }
  if (outcome !== undefined) {
    // The colour must agree with the marker, so that a damaged page cannot show green beside another word.
    return ok && VERDICTS.includes(outcome) && panel.classList.contains(`aigis-panel--${outcome}`) ? "verdict" : null;
  }
  return NEUTRAL.includes(neutral) ? neutral : null;
}

export function readReply(html, { ok, requestKey }) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const panel = only(page, "[data-outcome], [data-neutral], [data-no-answer]");
  const kind = panel ? known(panel, ok, requestKey) : null;
  if (!kind) {
    return { kind: "no_answer" };
  }
  const parts = { manual: only(page, "#manual"), today: only(page, "#today"), keyboard: only(page, "[data-keyboard]") };
  return { kind, panel, ...parts };
}
