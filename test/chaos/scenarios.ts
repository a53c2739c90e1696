import type { Command } from '#engine/connections/redis-client.ts';
import type { TestServer } from '../support/redis-server.ts';

export const KEYS = ['red', 'green', 'blue', 'black', 'white'];

/** What a fault may do to a scenario without its guarantee in words being broken. */
export interface Scenario {
  name: string;
  /** Names of the workers that run side by side, each with a consumer of its own where they share the source. */
  workers: readonly string[];
  file: Record<string, unknown>;
  /** Gives Redis one event with this key; in the transaction that counts it as given, so that both survive or neither. */
  give(key: string, n: number): Command;
  /** Has every event that was given been taken? */
  isDrained(server: TestServer): Promise<boolean>;
  /** How often each key was counted in the results. */
  counted(server: TestServer): Promise<Record<string, number>>;
  /** Faults that its guarantee leaves out, by name. */
  spared?: readonly string[];
}

const window = { type: 'tumbling', size: '10s' };
const aggregate = { n: { count: true } };

async function fromHashes(server: TestServer): Promise<Record<string, number>> {
  const counted: Record<string, number> = {};
  for (const key of KEYS) {
    const values = (await server.ask('HVALS', `n:${key}`)) as Buffer[];
    counted[key] = values.reduce((sum, value) => sum + Number(String(value)), 0);
  }
  return counted;
}

async function fromEntries(server: TestServer, fieldOfCount: string | null): Promise<Record<string, number>> {
  const counted: Record<string, number> = Object.fromEntries(KEYS.map(key => [key, 0]));
  for (const [, fields] of (await server.ask('XRANGE', 'out', '-', '+')) as [Buffer, Buffer[]][]) {
    const valueOf = (name: string) => String(fields[fields.findIndex(field => String(field) === name) + 1]);
    const key = fieldOfCount === null ? valueOf('color') : (JSON.parse(valueOf('key')) as string[])[0]!;
    counted[key]! += fieldOfCount === null ? 1 : Number(valueOf(fieldOfCount));
  }
  return counted;
}

const entry = (key: string, n: number): Command => ['XADD', 'events', '*', 'color', key, 'n', n];
const isGroupDrained = async (server: TestServer) => {
  const groups = (await server.ask('XINFO', 'GROUPS', 'events').catch(() => [])) as unknown[][];
  const [last] = ((await server.ask('XREVRANGE', 'events', '+', '-', 'COUNT', 1)) as [Buffer][])[0] ?? [];
  return groups.some(group => {
    const fact = (name: string) => String(group[group.findIndex(item => String(item) === name) + 1]);
    return fact('pending') === '0' && fact('last-delivered-id') === String(last);
  });
};
const isReadUpTo = (checkpoint: string) => async (server: TestServer) => {
  const [last] = ((await server.ask('XREVRANGE', 'events', '+', '-', 'COUNT', 1)) as [Buffer][])[0] ?? [];
  const position = await server.ask('HGET', checkpoint, 'position');
  return position !== null && (JSON.parse(String(position)) as { events?: string }).events === String(last);
};

export const scenarios: readonly Scenario[] = [
  {
    name: 'a group of two into a time series',
    workers: ['a', 'b'],
    file: {
      id: 'chaos',
      source: { type: 'stream', keys: ['events'], group: 'g', consumer: '${CONSUMER}', claimIdle: '2s' },
      groupBy: ['event.color'],
      window,
      aggregate,
      sinks: [{ type: 'timeSeries', prefix: 'n:' }],
      flush: '100ms',
    },
    give: entry,
    isDrained: isGroupDrained,
    counted: fromHashes,
  },
  {
    name: 'a stream into another',
    workers: ['0'],
    file: {
      id: 'chaos',
      source: { type: 'stream', keys: ['events'], from: '0' },
      sinks: [{ type: 'stream', key: 'out' }],
    },
    give: entry,
    isDrained: isReadUpTo('millrace:{chaos}:0'),
    counted: server => fromEntries(server, null),
  },
  {
    name: 'a list into a time series',
    workers: ['0'],
    file: {
      id: 'chaos',
      source: { type: 'list', key: 'queue' },
      groupBy: ['event.color'],
      window,
      aggregate,
      sinks: [{ type: 'timeSeries', prefix: 'n:' }],
      flush: '100ms',
    },
    give: (key, n) => ['RPUSH', 'queue', JSON.stringify({ color: key, n })],
    isDrained: async server =>
      (await server.ask('LLEN', 'queue')) === '0' && (await server.ask('LLEN', 'queue:processing')) === '0',
    counted: fromHashes,
  },
  {
    name: 'a group of one, rows of event time into a stream',
    workers: ['a'],
    file: {
      id: 'chaos',
      source: { type: 'stream', keys: ['events'], group: 'g', consumer: '${CONSUMER}' },
      groupBy: ['event.color'],
      window: { type: 'tumbling', size: '1s', time: { event: 'int(event.n) * 7', lateness: '0s' } },
      aggregate,
      sinks: [{ type: 'stream', key: 'out' }],
      flush: '100ms',
    },
    give: entry,
    isDrained: isGroupDrained,
    counted: server => fromEntries(server, 'n'),
  },
];
