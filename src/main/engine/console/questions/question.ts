import { numberOf, textOf, type Ask } from '../reply-values.ts';

/** Of a command that destroys or costs something: what it will do, with the counts just read. */
export interface Question {
  /** The act, for a heading and a button: "Delete orders". */
  act: string;
  /** One or two sentences. */
  sentence: string;
}

export interface Asked {
  /** Of the whole command, its name included. */
  args: readonly Uint8Array[];
  /** The same as text; what is not UTF-8 is empty. */
  words: readonly string[];
  ask: Ask;
  /** The database that the tab is in. */
  db: number;
}

/** Null where the command does nothing that has to be asked: the key is not there, the list is short. */
export type Questioner = (asked: Asked) => Promise<Question | null> | Question | null;

const LENGTHS: Readonly<Record<string, readonly [command: string, unit: string]>> = {
  string: ['STRLEN', 'byte'],
  hash: ['HLEN', 'field'],
  list: ['LLEN', 'item'],
  set: ['SCARD', 'member'],
  zset: ['ZCARD', 'member'],
  stream: ['XLEN', 'entry'],
};

export interface KeySize {
  /** As TYPE says it. */
  type: string;
  /** "1,204 entries"; null where it cannot be told. */
  size: string | null;
  length: number | null;
}

/** What is in a key; null where there is none, or it may not be asked. */
export async function keySize(ask: Ask, key: Uint8Array): Promise<KeySize | null> {
  const type = textOf(await ask('TYPE', key));
  if (type === null || type === 'none') return null;
  const known = LENGTHS[type];
  const length = known ? numberOf(await ask(known[0], key)) : null;
  return { type, length, size: length === null ? null : counted(length, known![1]) };
}

/** "1,204 entries". */
export function counted(count: number, unit: string): string {
  const many = /[^aeiou]y$/.test(unit) ? `${unit.slice(0, -1)}ies` : `${unit}s`;
  return `${count.toLocaleString('en-US')} ${count === 1 ? unit : many}`;
}
