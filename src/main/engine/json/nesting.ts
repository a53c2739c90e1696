/**
 * Whether JSON is nested more than `limit` deep. What is too short to be so costs nothing; of the rest every character is looked at, which is a
 * fraction of parsing it. Text that is not JSON may be answered either way.
 */
export function isNestedDeeper(json: string | Uint8Array, limit: number): boolean {
  if (json.length <= 2 * limit) return false;
  const codeAt = typeof json === 'string' ? (at: number) => json.charCodeAt(at) : (at: number) => json[at]!;
  let depth = 0;
  let inText = false;
  for (let at = 0; at < json.length; at++) {
    const code = codeAt(at);
    if (code === QUOTE) inText = !inText;
    else if (code === BACKSLASH) at++;
    else if (inText) continue;
    else if (code === OPEN_LIST || code === OPEN_MAP) {
      if (++depth > limit) return true;
    } else if (code === CLOSE_LIST || code === CLOSE_MAP) depth--;
  }
  return false;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_MAP = 0x7b;
const CLOSE_MAP = 0x7d;
