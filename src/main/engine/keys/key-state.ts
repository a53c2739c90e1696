import { isUtf8 } from 'node:buffer';
import type { KeyState } from '#shared/contract/keys.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import { commandRefusal } from '../actions/refusals.ts';
import type { Commands } from '../connections/commands.ts';
import { Denials } from '../connections/denials.ts';
import type { Reply } from '../connections/redis-client.ts';
import { asBuffer, asNumber, asText } from '../connections/replies.ts';
import { readKeyFigures } from './key-figures.ts';

/** What tells how a string begins, and what it is called. */
const HEAD_BYTES = 256;
/** Counting the bits of more takes the server a while. */
const MOST_COUNTED_BITS = 2 ** 20;
const LONGEST_NUMBER = 32;

type Read = Omit<KeyState, 'noticedBy' | 'changes'>;

/** What one key is and costs. What the user may not ask is null, and its command among what is missing. */
export async function readKeyState(commands: Commands, key: Uint8Array): Promise<Read> {
  const { figures, missing } = await readKeyFigures(commands, [key]);
  const [found] = figures;
  const denials = new Denials();
  const known = (reply: Reply | MillraceError | undefined): Reply =>
    // No such key, or a policy that does not keep this.
    reply instanceof MillraceError && reply.code === 'redis' ? null : denials.take(reply);
  const [encoding = null, idle = null, frequency = null] = (
    await commands.pipeline([
      ['OBJECT', 'ENCODING', key],
      ['OBJECT', 'IDLETIME', key],
      ['OBJECT', 'FREQ', key],
    ])
  ).map(known);
  return {
    ...found!,
    encoding: encoding === null ? null : asText(encoding),
    idleSeconds: idle === null || !(await leavesNoTrace(commands)) ? null : asNumber(idle),
    frequency: frequency === null ? null : asNumber(frequency),
    text: found!.type === 'string' ? await readText(commands, key, found!.size) : null,
    missing: [...new Set([...missing, ...denials.commands])],
    problem: null,
  };
}

/** Whether reading on this connection leaves alone when keys were used last, as `Connection` asks for. */
function leavesNoTrace(commands: Commands): Promise<boolean> {
  let known = traceless.get(commands);
  if (!known) {
    known = commandRefusal(commands, 'CLIENT|NO-TOUCH').then(refusal => refusal === null);
    traceless.set(commands, known);
  }
  return known;
}
const traceless = new WeakMap<Commands, Promise<boolean>>();

async function readText(commands: Commands, key: Uint8Array, size: number | null): Promise<KeyState['text']> {
  const head = await commands.call('GETRANGE', key, 0, HEAD_BYTES - 1).then(asBuffer, ignoreReplies);
  if (head === null) return null;
  const none = { cardinality: null, bits: null };
  if (isHyperLogLog(head)) return { ...none, form: 'hyperloglog', cardinality: cardinalityOf(head) };
  if (head.length <= LONGEST_NUMBER && /^-?\d+(\.\d+)?$/.test(head.toString('latin1')))
    return { ...none, form: 'number' };
  if (isText(head)) return { ...none, form: 'text' };
  const isShort = size !== null && size <= MOST_COUNTED_BITS;
  const bits = isShort ? await commands.call('BITCOUNT', key).then(asNumber, ignoreReplies) : null;
  return { ...none, form: 'bytes', bits };
}

/** What Redis refuses is not known; a lost connection is thrown. */
function ignoreReplies(error: unknown): null {
  if (error instanceof MillraceError && (error.code === 'redis' || error.code === 'denied')) return null;
  throw error;
}

/** UTF-8 that may be cut in the middle of a character. */
function isText(head: Buffer): boolean {
  for (let cut = 0; cut < 4; cut++)
    if (isUtf8(head.subarray(0, head.length - (head.length === HEAD_BYTES ? cut : 0)))) return true;
  return false;
}

/** Its header: "HYLL", encoding, three zeros, the cardinality with its highest bit set where it has to be counted again (hyperloglog.c). */
function isHyperLogLog(head: Buffer): boolean {
  return head.length > 16 && head.toString('latin1', 0, 4) === 'HYLL' && head[4]! <= 1;
}

function cardinalityOf(head: Buffer): number | null {
  return (head[15]! & 0x80) === 0 ? Number(head.readBigUInt64LE(8)) : null;
}
