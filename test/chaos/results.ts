import { readFile } from 'node:fs/promises';
import type { TestServer } from '../support/redis-server.ts';
import { KEYS, noCounts, type Counts } from './model.ts';

/** What a scenario makes of its events, and how often it has counted each key. */
export interface Result {
  /** Members of the pipeline file. @param folder for files */
  file(folder: string): Record<string, unknown>;
  counted(server: TestServer, folder: string): Promise<Counts>;
  /** Hashes in Redis that can be taken away: `<prefix><key>`. */
  readonly hashes?: string;
  /** What is counted shows before a window closes. */
  readonly isImmediate?: boolean;
  /** It outlives what Redis loses, and some comes again. */
  readonly atLeastOnce?: boolean;
}

const count = { groupBy: ['event.color'], aggregate: { n: { count: true } }, flush: '100ms' };
const eventTime = { event: 'int(event.n) * 7', lateness: '0s' };

/** Rows of windows in a stream. @param share of each row that is an event's: it may be in several windows */
const rows = (window: Record<string, unknown>, share = 1): Result => ({
  file: () => ({ ...count, window, sinks: [{ type: 'stream', key: 'out' }] }),
  counted: server =>
    fromEntries(server, valueOf => ({
      key: (JSON.parse(valueOf('key')) as string[])[0]!,
      n: Number(valueOf('n')) * share,
    })),
});

export const results = {
  'a time series': {
    file: () => ({
      ...count,
      window: { type: 'tumbling', size: '10s' },
      sinks: [{ type: 'timeSeries', prefix: 'n:', value: 'n' }],
    }),
    hashes: 'n:',
    isImmediate: true,
    async counted(server) {
      const counted = noCounts();
      for (const key of KEYS) counted[key] = sumOf((await server.ask('HVALS', `n:${key}`)) as Buffer[]);
      return counted;
    },
  },
  leaderboards: {
    file: () => ({
      ...count,
      window: { type: 'tumbling', size: '1s' },
      sinks: [{ type: 'leaderboard', key: 'board:{epoch}', value: 'n' }],
    }),
    isImmediate: true,
    async counted(server) {
      const counted = noCounts();
      for (const board of (await server.ask('KEYS', 'board:*')) as Buffer[]) {
        const flat = (await server.ask('ZRANGE', board, 0, -1, 'WITHSCORES')) as Buffer[];
        for (let at = 0; at < flat.length; at += 2)
          counted[String(flat[at])]! += Number(String(flat[at + 1]));
      }
      return counted;
    },
  },
  'another stream': {
    file: () => ({ sinks: [{ type: 'stream', key: 'out' }] }),
    isImmediate: true,
    counted: server => fromEntries(server, valueOf => ({ key: valueOf('color'), n: 1 })),
  },
  'lists of some events each': {
    file: () => ({
      select: { fields: { color: 'event.color' } },
      sinks: KEYS.map(color => ({ type: 'list', key: `out:${color}`, where: `event.color == "${color}"` })),
    }),
    isImmediate: true,
    async counted(server) {
      const counted = noCounts();
      for (const key of KEYS) {
        const items = ((await server.ask('LRANGE', `out:${key}`, 0, -1)) as Buffer[]).map(String);
        // Nothing in it is of another branch.
        if (items.some(item => item !== `{"color":"${key}"}`))
          throw new Error(`out:${key} has ${items.join(' ')}`);
        counted[key] = items.length;
      }
      return counted;
    },
  },
  'rows of event time': rows({ type: 'tumbling', size: '1s', time: eventTime }),
  'rows of sliding windows': rows({ type: 'sliding', size: '1s', every: '500ms', time: eventTime }, 1 / 2),
  'rows of sessions': rows({ type: 'session', gap: '40ms', time: eventTime }),
  'rows of the time of processing': rows({ type: 'tumbling', size: '500ms' }),
  'a file': {
    file: folder => ({ sinks: [{ type: 'file', path: `${folder}/lines.jsonl` }] }),
    isImmediate: true,
    atLeastOnce: true,
    async counted(_, folder) {
      const counted = noCounts();
      const text = await readFile(`${folder}/lines.jsonl`, 'utf8').catch(() => '');
      // The last line may be on its way; each that has an end is whole.
      for (const line of text.split('\n').slice(0, -1))
        counted[(JSON.parse(line) as { color: string }).color]!++;
      return counted;
    },
  },
} satisfies Record<string, Result>;

const sumOf = (values: Buffer[]) => values.reduce((total, value) => total + Number(String(value)), 0);

async function fromEntries(
  server: TestServer,
  read: (valueOf: (name: string) => string) => { key: string; n: number },
): Promise<Counts> {
  const counted = noCounts();
  for (const [, fields] of (await server.ask('XRANGE', 'out', '-', '+')) as [Buffer, Buffer[]][]) {
    const { key, n } = read(name => String(fields[fields.findIndex(field => String(field) === name) + 1]));
    counted[key]! += n;
  }
  return counted;
}
