import type { KeyPart } from '#shared/contract/keys.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import type { Commands } from '../connections/commands.ts';
import { asBuffer, asNumber } from '../connections/replies.ts';
import { noSuchKey, throwExplained } from './key-errors.ts';

/** What Redis gives only whole, and what is decoded, is no larger. */
const MOST_WHOLE = 64 * 2 ** 20;

/**
 * A part of one value. Of a string only that part is read; a field or an element Redis gives only whole.
 *
 * @throws {MillraceError} `not-found`; `conflict` when the key is of another type; `too-large`
 */
export async function readValue(
  commands: Commands,
  key: Uint8Array,
  part: KeyPart,
  from: number,
  count: number,
): Promise<{ bytes: Uint8Array; size: number }> {
  if (part.of !== 'string') {
    const whole = await readWholePart(commands, key, part);
    return { bytes: whole.subarray(from, from + count), size: whole.length };
  }
  const size = asNumber(await commands.call('STRLEN', key).catch(throwExplained));
  const bytes = asBuffer(await commands.call('GETRANGE', key, from, from + count - 1).catch(throwExplained));
  // An empty string is rare, and looks as if it were not there.
  if (size === 0 && asNumber(await commands.call('EXISTS', key)) === 0) throw noSuchKey();
  return { bytes, size };
}

/** The whole of one value. @throws {MillraceError} as `readValue`; `too-large` above 64 MB */
export async function readWholeValue(
  commands: Commands,
  key: Uint8Array,
  part: KeyPart,
): Promise<Uint8Array> {
  if (part.of !== 'string') return readWholePart(commands, key, part);
  const size = asNumber(await commands.call('STRLEN', key).catch(throwExplained));
  refuseAbove(size);
  return (await readValue(commands, key, part, 0, Math.max(1, size))).bytes;
}

async function readWholePart(
  commands: Commands,
  key: Uint8Array,
  part: Exclude<KeyPart, { of: 'string' }>,
): Promise<Uint8Array> {
  switch (part.of) {
    case 'member':
      return part.member;
    case 'field': {
      refuseAbove(asNumber(await commands.call('HSTRLEN', key, part.field).catch(throwExplained)));
      const value = await commands.call('HGET', key, part.field).catch(throwExplained);
      if (value === null) throw new MillraceError('not-found', 'The hash no longer has this field.');
      return asBuffer(value);
    }
    case 'element': {
      const value = await commands.call('LINDEX', key, part.index).catch(throwExplained);
      if (value === null)
        throw new MillraceError('not-found', 'The list is shorter now: this element no longer exists.');
      return asBuffer(value);
    }
    case 'json': {
      const value = await commands.call('JSON.GET', key).catch(throwExplained);
      if (value === null) throw noSuchKey();
      return asBuffer(value);
    }
  }
}

function refuseAbove(size: number): void {
  if (size > MOST_WHOLE) throw new MillraceError('too-large', 'Values above 64 MB are not read whole.');
}
