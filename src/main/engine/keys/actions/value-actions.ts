import type { KeyActionOf } from '#shared/contract/key-actions.ts';
import type { Commands } from '../../connections/commands.ts';
import { asArray, asBuffer, asNumber, asText } from '../../connections/replies.ts';
import { nameText } from './action.ts';
import { expiryText, isSame, NEVER, stringOf, typeOf, typeRefusal, valueText } from './look.ts';
import { watchedChange, type Found } from './watched-change.ts';

const CHANGED = 'Somebody else has changed this value since it was read: it is';
const changedTo = (now: Uint8Array | null) =>
  now === null
    ? 'Somebody else has removed this value since it was read.'
    : `${CHANGED} ${valueText(now)} now.`;

/** SET: a string, which keeps its lifetime. */
export const setValue = watchedChange<'set-value'>({
  act: ({ key, before }) => (before === null ? `Create ${nameText(key)}` : 'Replace the value'),
  watched: ({ key }) => [key],
  async look(commands, { key, value, before }): Promise<Found> {
    const type = await typeOf(commands, key);
    if (before === null)
      return {
        sentence: `Creates the string ${nameText(key)} with ${valueText(value)}.`,
        refused: type === 'none' ? null : 'A key of that name already exists.',
        isDestructive: false,
      };
    const refused = await typeRefusal(commands, key, 'string', false);
    const now = refused === null ? await stringOf(commands, key) : null;
    return {
      sentence: `Replaces ${valueText(before)} by ${valueText(value)} in ${nameText(key)}.`,
      refused: refused ?? (isSame(now, before) ? null : changedTo(now)),
      isDestructive: true,
    };
  },
  commands: ({ key, value, before }) => [
    before === null ? ['SET', key, value, 'NX'] : ['SET', key, value, 'KEEPTTL'],
  ],
  done: ({ before }) => (before === null ? 'created' : 'replaced'),
  async readBack(commands, { key }) {
    const now = await stringOf(commands, key);
    const expiry = await expiryText(commands, key);
    const kept = expiry === null || expiry === NEVER ? '' : ' It expires as before.';
    return `${nameText(key)} is ${now === null ? 'gone again' : valueText(now)} now.${kept}`;
  },
});

/** HSET. A field that was set loses its own lifetime by that. */
export const setField = watchedChange<'set-field'>({
  act: ({ key, field, before, isNew }) =>
    isNew
      ? `Create ${nameText(key)}`
      : before === null
        ? `Add the field ${nameText(field)}`
        : `Replace the field ${nameText(field)}`,
  watched: ({ key }) => [key],
  async look(commands, { key, field, value, before, isNew }): Promise<Found> {
    const refused = await typeRefusal(commands, key, 'hash', isNew);
    const now = refused === null && !isNew ? await fieldOf(commands, key, field) : null;
    const where = `the field ${nameText(field)} of ${nameText(key)}`;
    return {
      sentence: isNew
        ? `Creates the hash ${nameText(key)} with the field ${nameText(field)}.`
        : before === null
          ? `Adds ${where} with ${valueText(value)}.`
          : `Replaces ${valueText(before)} by ${valueText(value)} in ${where}.`,
      refused:
        refused ??
        (isSame(now, before)
          ? null
          : before === null
            ? `A field of that name already exists: ${valueText(now!)}.`
            : changedTo(now)),
      warnings: [
        before !== null &&
          (await fieldExpires(commands, key, field)) &&
          'The field has an expiry, which this removes.',
      ],
      isDestructive: before !== null,
    };
  },
  commands: ({ key, field, value }) => [['HSET', key, field, value]],
  done: ({ before }) => (before === null ? 'added' : 'replaced'),
  async readBack(commands, { key, field }) {
    const now = await fieldOf(commands, key, field);
    const fields = asNumber(await commands.call('HLEN', key));
    return `${nameText(field)} is ${now === null ? 'gone again' : valueText(now)} now; the hash has ${fields.toLocaleString('en-US')} fields.`;
  },
});

async function fieldOf(commands: Commands, key: Uint8Array, field: Uint8Array): Promise<Buffer | null> {
  const value = await commands.call('HGET', key, field);
  return value === null ? null : asBuffer(value);
}

/** Servers before 7.4 know no lifetime of fields. */
async function fieldExpires(commands: Commands, key: Uint8Array, field: Uint8Array): Promise<boolean> {
  return commands.call('HPTTL', key, 'FIELDS', 1, field).then(
    reply => asNumber(asArray(reply)[0]) >= 0,
    () => false,
  );
}

/** LSET. */
export const setElement = watchedChange<'set-element'>({
  act: ({ index }) => `Replace element ${index}`,
  watched: ({ key }) => [key],
  look: async (commands, action) => ({
    sentence: `Replaces ${valueText(action.before)} by ${valueText(action.value)} at ${action.index} of ${nameText(action.key)}.`,
    refused: await elementRefusal(commands, action),
    isDestructive: true,
  }),
  commands: ({ key, index, value }) => [['LSET', key, index, value]],
  done: () => 'replaced',
  async readBack(commands, { key, index }) {
    const now = await elementAt(commands, key, index);
    return `Element ${index} is ${now === null ? 'gone again' : valueText(now)} now.`;
  },
});

/** Redis removes elements by their value alone: the one at its place is marked first, with a value that no other has. */
export const removeElement = watchedChange<'remove-element'>({
  act: ({ index }) => `Remove element ${index}`,
  watched: ({ key }) => [key],
  look: async (commands, action) => ({
    sentence: `Removes ${valueText(action.before)} at ${action.index} of ${nameText(action.key)}; those behind it move up.`,
    refused: await elementRefusal(commands, action),
    isDestructive: true,
  }),
  commands: ({ key, index }) => [
    ['LSET', key, index, MARK],
    ['LREM', key, 1, MARK],
  ],
  done: () => 'removed',
  async readBack(commands, { key }) {
    const left = asNumber(await commands.call('LLEN', key));
    return `Removed it; the list has ${left.toLocaleString('en-US')} elements.`;
  },
});

/** Stands in a list only within one transaction. */
const MARK = 'millrace:removed:7e3a91c5-46d8-4b7e-9d39-0f5a2c81be64';

async function elementAt(commands: Commands, key: Uint8Array, index: number): Promise<Buffer | null> {
  const value = await commands.call('LINDEX', key, index);
  return value === null ? null : asBuffer(value);
}

async function elementRefusal(
  commands: Commands,
  { key, index, before }: KeyActionOf<'set-element' | 'remove-element'>,
): Promise<string | null> {
  const refused = await typeRefusal(commands, key, 'list', false);
  if (refused !== null) return refused;
  const now = await elementAt(commands, key, index);
  return isSame(now, before) ? null : changedTo(now);
}

/** LPUSH, RPUSH. */
export const push = watchedChange<'push'>({
  act: ({ key, isNew }) => (isNew ? `Create ${nameText(key)}` : 'Add the element'),
  watched: ({ key }) => [key],
  look: async (commands, { key, side, value, isNew }) => ({
    sentence: isNew
      ? `Creates the list ${nameText(key)} with ${valueText(value)}.`
      : `Adds ${valueText(value)} at the ${side === 'left' ? 'beginning' : 'end'} of ${nameText(key)}.`,
    refused: await typeRefusal(commands, key, 'list', isNew),
    isDestructive: false,
  }),
  commands: ({ key, side, value }) => [[side === 'left' ? 'LPUSH' : 'RPUSH', key, value]],
  done: () => 'added',
  async readBack(commands, { key }) {
    const length = asNumber(await commands.call('LLEN', key));
    return `The list has ${length.toLocaleString('en-US')} elements now.`;
  },
});

/** SADD. */
export const addMember = watchedChange<'add-member'>({
  act: ({ key, isNew }) => (isNew ? `Create ${nameText(key)}` : 'Add the member'),
  watched: ({ key }) => [key],
  async look(commands, { key, member, isNew }) {
    const refused = await typeRefusal(commands, key, 'set', isNew);
    const isThere = refused === null && !isNew && asNumber(await commands.call('SISMEMBER', key, member)) > 0;
    return {
      sentence: `${isNew ? 'Creates the set' : 'Adds to'} ${nameText(key)}${isNew ? ' with' : ''} ${valueText(member)}.`,
      refused: refused ?? (isThere ? 'It is a member already.' : null),
      isDestructive: false,
    };
  },
  commands: ({ key, member }) => [['SADD', key, member]],
  done: () => 'added',
  async readBack(commands, { key }) {
    const members = asNumber(await commands.call('SCARD', key));
    return `The set has ${members.toLocaleString('en-US')} members now.`;
  },
});

/** ZADD. */
export const setScore = watchedChange<'set-score'>({
  act: ({ key, before, isNew }) =>
    isNew ? `Create ${nameText(key)}` : before === null ? 'Add the member' : 'Set the score',
  watched: ({ key }) => [key],
  async look(commands, { key, member, score, before, isNew }) {
    const refused = await typeRefusal(commands, key, 'zset', isNew);
    const now = refused === null && !isNew ? await scoreOf(commands, key, member) : null;
    return {
      sentence:
        before === null
          ? `${isNew ? 'Creates the sorted set' : 'Adds to'} ${nameText(key)}${isNew ? ' with' : ''} ${valueText(member)} at ${score}.`
          : `Sets the score of ${valueText(member)} in ${nameText(key)} from ${before} to ${score}.`,
      refused:
        refused ??
        (now === before
          ? null
          : before === null
            ? `It is a member already, with the score ${now}.`
            : `Somebody else has changed this score since it was read: it is ${now ?? 'gone'} now.`),
      isDestructive: before !== null,
    };
  },
  commands: ({ key, member, score }) => [['ZADD', key, score, member]],
  done: ({ before }) => (before === null ? 'added' : 'set'),
  async readBack(commands, { key, member }) {
    const now = await scoreOf(commands, key, member);
    return `${valueText(member)} has the score ${now ?? '(gone again)'} now.`;
  },
});

async function scoreOf(commands: Commands, key: Uint8Array, member: Uint8Array): Promise<string | null> {
  const score = await commands.call('ZSCORE', key, member);
  return score === null ? null : asText(score);
}
