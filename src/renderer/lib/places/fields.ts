import type { HeardBy } from '#shared/contract/feeds.ts';
import { bytesText, parseBytesText } from '#shared/redis/text.ts';

/** How one thing that an address can name is written in it, and read again. */
export interface Field<T> {
  /** Undefined where the text means nothing: the address may be old, or typed by hand. */
  read(values: readonly string[]): T | undefined;
  /** The values of its parameter; none leaves it out. */
  write(value: T): readonly string[];
}

export const text: Field<string> = {
  read: ([value]) => value,
  write: value => (value === '' ? [] : [value]),
};

export const flag: Field<boolean> = {
  read: ([value]) => value === 'yes',
  write: value => (value ? ['yes'] : []),
};

export function oneOf<T extends string>(...known: readonly T[]): Field<T> {
  return { read: ([value]) => known.find(one => one === value), write: value => [value] };
}

/** A name in Redis: any bytes. */
export const name: Field<Uint8Array> = {
  read: ([value]) => (value === undefined ? undefined : parseBytesText(value)),
  write: value => [bytesText(value)],
};

export const names: Field<readonly string[]> = { read: values => values, write: values => values };

/** Whole numbers from one to another: bars of a histogram. */
export const span: Field<{ from: number; to: number }> = {
  read: ([value = '']) => {
    const [, from, to] = /^(\d{1,6})-(\d{1,6})$/.exec(value) ?? [];
    return from === undefined || Number(from) > Number(to)
      ? undefined
      : { from: Number(from), to: Number(to) };
  },
  write: ({ from, to }) => [`${from}-${to}`],
};

/** Channels, patterns and sharded channels: `channel:wiki`. */
export const heard: Field<readonly HeardBy[]> = {
  read: values =>
    values.flatMap(value => {
      const [, kind, rest] = /^(channel|pattern|shard):(.*)$/s.exec(value) ?? [];
      return kind === undefined ? [] : [{ kind: kind as HeardBy['kind'], name: parseBytesText(rest!) }];
    }),
  write: values => values.map(({ kind, name: of }) => `${kind}:${bytesText(of)}`),
};

/** An event that a run did not count: the file that ran, the place of the pipeline in it, and the sample. */
export interface Mend {
  run: string;
  index: number;
  sample: string;
}

/** `orders/0/invalid-3-1700000000000`. */
export const mend: Field<Mend> = {
  read: ([value = '']) => {
    const [, run, index, sample] = /^([^/]+)\/(\d{1,3})\/([^/]+)$/.exec(value) ?? [];
    return run === undefined ? undefined : { run, index: Number(index), sample: sample! };
  },
  write: ({ run, index, sample }) => [`${run}/${index}/${sample}`],
};
