/** Text below this is never counted: what it can hold fits. */
const SMALL = 4 * 2 ** 20;
/** Of objects, arrays and the values in them. An empty object of two bytes takes 56 in memory. */
const MAX_VALUES = 4_000_000;

const [QUOTE, BACKSLASH, COMMA, OPEN_OBJECT, OPEN_ARRAY] = [0x22, 0x5c, 0x2c, 0x7b, 0x5b];

/**
 * Refuses JSON whose values would take many times its own memory: a thread that runs out of memory in the middle of parsing can end the
 * whole process.
 *
 * @throws {Error} how many values it may have
 */
export function refuseManyValues(json: Uint8Array | string): void {
  if (json.length < SMALL) return;
  const bytes = typeof json === 'string' ? Buffer.from(json) : json;
  let values = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!;
    if (byte === QUOTE) at = closingQuote(bytes, at);
    else if (byte === COMMA || byte === OPEN_OBJECT || byte === OPEN_ARRAY) values++;
    if (values > MAX_VALUES) throw new Error(`it has more than ${MAX_VALUES.toLocaleString('en')} values`);
  }
}

/** The quote that ends the text that begins at `from`, or the end of the bytes. */
function closingQuote(bytes: Uint8Array, from: number): number {
  let at = bytes.indexOf(QUOTE, from + 1);
  while (at >= 0) {
    let before = at - 1;
    while (before > from && bytes[before] === BACKSLASH) before--;
    if ((at - before) % 2 === 1) return at;
    at = bytes.indexOf(QUOTE, at + 1);
  }
  return bytes.length;
}
