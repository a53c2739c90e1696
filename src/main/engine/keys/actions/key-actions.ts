import type { KeyActionOf } from '#shared/contract/key-actions.ts';
import { missingSentence } from '#shared/redis/reply-errors.ts';
import { counted, previewOf } from '../../actions/preview.ts';
import { commandRefusal } from '../../actions/refusals.ts';
import type { Commands } from '../../connections/commands.ts';
import { asNumber } from '../../connections/replies.ts';
import { readKeyFigures } from '../key-figures.ts';
import { throwExplained } from '../key-errors.ts';
import { lengthCommands } from '../key-types.ts';
import { keysText, nameText, type ActionSteps } from './action.ts';
import { exists, expiryText, NEVER, readAfter, typeOf, typeRefusal } from './look.ts';
import { watchedChange, type Found } from './watched-change.ts';

const GONE = 'The key no longer exists.';

/** RENAME, or RENAMENX where nothing is to be replaced. */
export const rename = watchedChange<'rename'>({
  act: ({ to }) => `Rename it to ${nameText(to)}`,
  watched: ({ key, to }) => [key, to],
  look: (commands, action) => lookAtTarget(commands, action, 'Renames'),
  commands: ({ key, to, replace }) => [[replace ? 'RENAME' : 'RENAMENX', key, to]],
  done: () => 'renamed',
  async readBack(commands, { key, to }) {
    const [isThere, isLeft] = [await exists(commands, to), await exists(commands, key)];
    return `${nameText(to)} ${isThere ? 'is there' : 'is gone again'}${isLeft ? `, and ${nameText(key)} is there again` : ''}.`;
  },
});

/** COPY, with its lifetime. */
export const copy = watchedChange<'copy'>({
  act: ({ to }) => `Copy it to ${nameText(to)}`,
  watched: ({ key, to }) => [key, to],
  async look(commands, action) {
    const found = await lookAtTarget(commands, action, 'Copies');
    return { ...found, refused: found.refused ?? (await commandRefusal(commands, 'COPY')) };
  },
  commands: ({ key, to, replace }) => [['COPY', key, to, ...(replace ? ['REPLACE'] : [])]],
  done: () => 'copied',
  async readBack(commands, { to }) {
    const { figures } = await readKeyFigures(commands, [to]);
    return `${nameText(to)} is there: ${figures[0]!.type ?? 'of an unknown type'}.`;
  },
});

async function lookAtTarget(
  commands: Commands,
  { key, to, replace }: KeyActionOf<'rename' | 'copy'>,
  does: string,
): Promise<Found> {
  const isTaken = await exists(commands, to);
  const type = isTaken ? await typeOf(commands, to) : null;
  return {
    sentence: `${does} ${nameText(key)} to ${nameText(to)}.`,
    refused: !(await exists(commands, key))
      ? GONE
      : Buffer.compare(key, to) === 0
        ? 'It already has this name.'
        : isTaken && !replace
          ? `A key of that name already exists${type === null ? '' : `, a ${type}`}.`
          : null,
    warnings: [isTaken && `This overwrites the ${type ?? 'key'} that ${nameText(to)} holds now.`],
    isDestructive: isTaken,
  };
}

/** PEXPIRE, PEXPIREAT. */
export const expire = watchedChange<'expire'>({
  act: ({ at }) => ('inMs' in at && at.inMs === 0 ? 'Expire it now' : 'Set the expiry'),
  watched: ({ key }) => [key],
  async look(commands, { key, at }) {
    const isThere = await exists(commands, key);
    const now = await expiryText(commands, key);
    const when =
      'inMs' in at ? `in ${counted(at.inMs / 1_000, 'second')}` : `at ${new Date(at.time).toISOString()}`;
    return {
      sentence: `${nameText(key)} expires ${when}${currently(now)}.`,
      refused: isThere ? null : GONE,
      isDestructive: true,
    };
  },
  commands: ({ key, at }) => [
    'inMs' in at ? ['PEXPIRE', key, at.inMs] : ['PEXPIREAT', key, Math.round(at.time)],
  ],
  done: () => 'set',
  readBack: lifetime,
});

/** PERSIST. */
export const persist = watchedChange<'persist'>({
  act: () => 'Remove the expiry',
  watched: ({ key }) => [key],
  async look(commands, { key }) {
    const now = await expiryText(commands, key);
    return {
      sentence: `${nameText(key)} no longer expires${currently(now)}.`,
      refused: !(await exists(commands, key)) ? GONE : now === NEVER ? 'It does not expire.' : null,
      isDestructive: false,
    };
  },
  commands: ({ key }) => [['PERSIST', key]],
  done: () => 'set',
  readBack: lifetime,
});

const currently = (now: string | null) => (now === null ? '' : ` (currently ${now})`);

async function lifetime(commands: Commands, { key }: { key: Uint8Array }): Promise<string> {
  const ttl = asNumber(await commands.call('PTTL', key));
  return ttl === -2
    ? `${nameText(key)} has expired.`
    : ttl === -1
      ? `${nameText(key)} does not expire.`
      : `${nameText(key)} expires in ${counted(Math.round(ttl / 1_000), 'second')}.`;
}

const removals = { hash: 'HDEL', set: 'SREM', zset: 'ZREM' } as const;
const removed = { hash: 'field', set: 'member', zset: 'member' } as const;

/** HDEL, SREM, ZREM. */
export const removeItems: ActionSteps<'remove-items'> = {
  async preview(commands, { key, type, names }) {
    const refused = await typeRefusal(commands, key, type, false);
    const length = asNumber(
      refused === null ? await commands.call(lengthCommands[type]!, key).catch(throwExplained) : '0',
    );
    return previewOf({
      act: `Remove ${counted(names.length, removed[type])}`,
      sentence: `Removes ${counted(names.length, removed[type])} of ${length.toLocaleString('en-US')} from ${nameText(key)}.`,
      commands: [[removals[type], key, ...names]],
      warnings: [length > 0 && length <= names.length && 'A key without content is deleted by Redis.'],
      destructive: true,
      refused,
    });
  },
  async apply(commands, { key, type, names }, job) {
    const gone = asNumber(await commands.send([removals[type], key, ...names]).catch(throwExplained));
    job.add('removed', [], gone);
    job.add('not there', [], names.length - gone);
    return readAfter(async () => {
      const left = asNumber(await commands.call(lengthCommands[type]!, key).catch(throwExplained));
      return `Removed ${counted(gone, removed[type])}; ${left.toLocaleString('en-US')} left.`;
    });
  },
};

/** UNLINK: what is large is freed in the background. */
export const deleteKeys: ActionSteps<'delete-keys'> = {
  async preview(commands, { keys }) {
    const { figures, missing } = await readKeyFigures(commands, keys.slice(0, 200));
    const [first] = figures;
    const isOne = keys.length === 1;
    const size =
      isOne && first && first.size !== null && first.type !== null
        ? ` with ${first.type === 'string' ? counted(first.size, 'byte') : counted(first.size, 'item')}`
        : '';
    return previewOf({
      act: isOne ? `Delete ${nameText(keys[0]!)}` : `Delete ${keysText(keys.length)}`,
      sentence: isOne
        ? `Deletes the ${first?.type ?? 'key'} ${nameText(keys[0]!)}${size}.`
        : `Deletes ${keysText(keys.length)}.`,
      commands: [['UNLINK', ...keys]],
      warnings: [missingSentence(missing, 'what it is or costs is not known.')],
      destructive: true,
      refused: isOne && first?.type === 'none' ? GONE : null,
    });
  },
  async apply(commands, { keys }, job) {
    job.expect(keys.length);
    const gone = asNumber(await commands.send(['UNLINK', ...keys]));
    job.add('deleted', [], gone);
    job.add('not there', [], keys.length - gone);
    return readAfter(async () => {
      const left = asNumber(await commands.send(['EXISTS', ...keys]));
      return `Deleted ${keysText(gone)}.${left > 0 ? ` ${keysText(left)} came back at once: somebody writes there.` : ''}`;
    });
  },
};
