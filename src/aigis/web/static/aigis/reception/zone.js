// Tells what is in the scan field by its size alone, as the scanner's keyboard layout may be wrong: nothing, an ordinary
// value, a part of a machine-readable zone, a zone without line ends, or a whole one. The server alone reads it.

// Lines of a whole zone and their width: identity card TD1, TD2 and visas, passport TD3 (ICAO Doc 9303 parts 3 to 7).
const FORMATS = [[3, 30], [2, 36], [2, 44]];
const LINE_WIDTHS = FORMATS.map(([, width]) => width);
const WHOLE = FORMATS.map(([count, width]) => count * width);
const LONGEST = Math.max(...WHOLE);
const PREFIX = /^[^\p{L}\p{N}\s][A-Za-z]\S/u; // such as `]C1`, which some scanners put before a line
const SHORTEST_LINE = 28; // a line of which a few characters were lost; no badge or national number is as long

function withoutPrefix(line) {
  const fits = (size) => LINE_WIDTHS.includes(size) || WHOLE.includes(size);
  return !fits(line.length) && fits(line.length - 3) && PREFIX.test(line) ? line.slice(3) : line;
}

export function lines(text) {
  return text.split(/[\r\n\t]+/).map((line) => line.replace(/\s+/g, "")).filter(Boolean);
}

export function kind(text) {
  const found = lines(text).map(withoutPrefix);
  if (found.length === 0) {
    return "blank";
  }
  const size = found.reduce((sum, line) => sum + line.length, 0);
  const fits = FORMATS.some(([count, width]) => size === count * width && found.every((line) => line.length % width === 0));
  if (fits) {
    // Without a line end, the first 72 characters of 88 or 90 look like a whole zone too, and so do a prefix and the
    // first 87 of 88: more may come.
    return found.length > 1 || (size === LONGEST && !PREFIX.test(found[0])) ? "zone" : "joined";
  }
  return found.some((line) => line.length >= SHORTEST_LINE) || text.includes("<") ? "part" : "value";
}
