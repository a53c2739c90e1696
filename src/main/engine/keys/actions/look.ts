import { MillraceError } from '#shared/rpc/errors.ts';
import { previewText } from '#shared/redis/text.ts';
import { counted } from '../../actions/preview.ts';
import type { Commands } from '../../connections/commands.ts';
import { asBuffer, asNumber, asText } from '../../connections/replies.ts';
import { typeByLength } from '../key-figures.ts';
import { deniedCommand } from '../../connections/denials.ts';

/** What actions on keys look at before they do anything. */

const SHOWN_BYTES = 60;

/** The beginning of a value, for a sentence. */
export function valueText(value: Uint8Array): string {
  const isCut = value.length > SHOWN_BYTES;
  const text = previewText(value.subarray(0, SHOWN_BYTES), isCut);
  return `"${text}${isCut ? '…' : ''}"`;
}

/** "none" where there is no such key. Null where it cannot be known: TYPE may not be asked, and no length tells it. */
export async function typeOf(commands: Commands, key: Uint8Array): Promise<string | null> {
  try {
    return asText(await commands.call('TYPE', key));
  } catch (error) {
    if (deniedCommand(error) === null) throw error;
    return (await exists(commands, key)) ? typeByLength(commands, key) : 'none';
  }
}

export async function exists(commands: Commands, key: Uint8Array): Promise<boolean> {
  return asNumber(await commands.call('EXISTS', key)) > 0;
}

/** Why the key is not of the type that it is to be changed as; null where it is, or is not known not to be. */
export async function typeRefusal(
  commands: Commands,
  key: Uint8Array,
  wanted: string,
  isNew: boolean,
): Promise<string | null> {
  const type = await typeOf(commands, key);
  if (isNew) return type === 'none' ? null : 'A key of that name already exists.';
  if (type === 'none') return 'The key no longer exists.';
  return type === null || type === wanted ? null : `The key is a ${type} by now, not a ${wanted}.`;
}

/** When it expires now, in words: "never", "in 5 seconds"; null where PTTL may not be asked. */
export async function expiryText(commands: Commands, key: Uint8Array): Promise<string | null> {
  try {
    const ttl = asNumber(await commands.call('PTTL', key));
    return ttl < 0 ? NEVER : `in ${counted(Math.round(ttl / 1_000), 'second')}`;
  } catch (error) {
    if (deniedCommand(error) === null) throw error;
    return null;
  }
}

export const NEVER = 'never';

/** More than anybody edits here. */
const MOST_COMPARED = 8 * 2 ** 20;

/** Of a longer string no more than its beginning: it is another one than any that was edited. Null where there is none. */
export async function stringOf(commands: Commands, key: Uint8Array): Promise<Buffer | null> {
  const value = asBuffer(await commands.call('GETRANGE', key, 0, MOST_COMPARED));
  return value.length > 0 || (await exists(commands, key)) ? value : null;
}

export const isSame = (a: Uint8Array | null, b: Uint8Array | null) =>
  a === null || b === null ? a === b : Buffer.compare(a, b) === 0;

/** What is there after something was done, in words. It was done, whether that can be read or not: it is not reported as failed for that. */
export async function readAfter(read: () => Promise<string>): Promise<string> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof MillraceError)) throw error;
    return `It was done. What is there now could not be read: ${error.message}`;
  }
}
