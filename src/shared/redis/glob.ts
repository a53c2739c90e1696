/**
 * Whether a pattern of PSUBSCRIBE or KEYS matches a name, byte by byte: `*`, `?`, `[a-z]`, `[^a]`, and `\` before a sign that stands
 * for itself.
 *
 * @see https://redis.io/docs/latest/commands/psubscribe/
 */
export function globMatches(pattern: Uint8Array, name: Uint8Array): boolean {
  // Where to go on when a try fails: after the newest `*`, with one more byte taken by it.
  let star = -1;
  let taken = 0;
  let at = 0;
  let place = 0;
  while (place < name.length) {
    if (pattern[at] === STAR) {
      star = at++;
      taken = place;
      continue;
    }
    const end = at < pattern.length ? matchOne(pattern, at, name[place]!) : null;
    if (end !== null) {
      at = end;
      place++;
    } else if (star >= 0) {
      at = star + 1;
      place = ++taken;
    } else {
      return false;
    }
  }
  while (pattern[at] === STAR) at++;
  return at === pattern.length;
}

const STAR = 0x2a;
const ANY = 0x3f;
const OPEN = 0x5b;
const CLOSE = 0x5d;
const NOT = 0x5e;
const TO = 0x2d;
const ESCAPE = 0x5c;

/** A pattern that matches this name and no other. */
export function escapeGlob(name: Uint8Array): Uint8Array<ArrayBuffer> {
  const signs = new Set([STAR, ANY, OPEN, ESCAPE]);
  return Uint8Array.from([...name].flatMap(byte => (signs.has(byte) ? [ESCAPE, byte] : [byte])));
}

/** Where the pattern goes on when the sign at `at` matches this byte; null when it does not. */
function matchOne(pattern: Uint8Array, at: number, byte: number): number | null {
  if (pattern[at] === ANY) return at + 1;
  if (pattern[at] === OPEN) return matchClass(pattern, at + 1, byte);
  const escaped = pattern[at] === ESCAPE && at + 1 < pattern.length;
  return pattern[escaped ? at + 1 : at] === byte ? at + (escaped ? 2 : 1) : null;
}

/** As the server does it: a class that is not closed ends with the pattern. */
function matchClass(pattern: Uint8Array, from: number, byte: number): number | null {
  const not = pattern[from] === NOT;
  let at = not ? from + 1 : from;
  let found = false;
  for (; at < pattern.length && pattern[at] !== CLOSE; at++) {
    if (pattern[at] === ESCAPE && at + 1 < pattern.length) {
      at++;
      if (pattern[at] === byte) found = true;
    } else if (pattern[at + 1] === TO && at + 2 < pattern.length) {
      const [low, high] = [pattern[at]!, pattern[at + 2]!].sort((a, b) => a - b);
      if (byte >= low! && byte <= high!) found = true;
      at += 2;
    } else if (pattern[at] === byte) {
      found = true;
    }
  }
  return found === not ? null : Math.min(at + 1, pattern.length);
}
