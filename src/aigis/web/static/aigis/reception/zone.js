// What stands in the scan field: nothing, an ordinary value, a part of a machine-readable zone, or a whole one.

// Lines and their length per format: passport TD3, TD2 and visas, identity card TD1 (ICAO Doc 9303 parts 3 to 6).
const FORMATS = [[2, 44], [2, 36], [3, 30]];
const ZONE_LINE = /^[A-Z][A-Z0-9<]{29,43}$/;

export function lines(text) {
  return text.toUpperCase().split(/[\r\n]+/).map((line) => line.replace(/\s+/g, "")).filter(Boolean);
}

export function kind(text) {
  const found = lines(text);
  if (found.length === 0) {
    return "empty";
  }
  const whole = FORMATS.some(([count, length]) => found.length === count && found.every((line) => line.length === length));
  if (whole) {
    return "zone";
  }
  return ZONE_LINE.test(found[0]) || found.join("").includes("<") ? "part" : "value";
}
