import type { Command } from '#engine/connections/redis-client.ts';
import type { TestServer } from '../support/redis-server.ts';
import type { Feed } from './feed.ts';

/** What a scenario reads, and what faults can be done to it. */
export interface Input {
  /** Names of the workers that run side by side. */
  readonly workers: readonly string[];
  source(feed: Feed): Record<string, unknown>;
  /** Gives Redis one event with this key; null where the feed outside gives it. */
  readonly give: ((key: string, n: number) => Command) | null;
  /** Has everything that was given been taken? */
  isDrained(server: TestServer, feed: Feed): Promise<boolean>;
  /** The key in Redis that it reads, and whether it is a stream that a group reads. */
  readonly key?: string;
  readonly group?: string;
  readonly isStream?: boolean;
  /** What is sent while nobody listens is not heard. */
  readonly atMostOnce?: boolean;
}

const lastEntry = async (server: TestServer): Promise<string | null> => {
  const [newest] = (await server.ask('XREVRANGE', 'events', '+', '-', 'COUNT', 1)) as [Buffer][];
  return newest ? String(newest[0]) : null;
};
const positionOf = async (server: TestServer, name: string) => {
  const position = await server.ask('HGET', 'millrace:{chaos}:0', 'position');
  return position === null ? undefined : (JSON.parse(String(position)) as Record<string, string>)[name];
};
const entry = (key: string, n: number): Command => ['XADD', 'events', '*', 'color', key, 'n', n];
const json = (key: string, n: number) => JSON.stringify({ color: key, n });

const group = (workers: readonly string[], more: Record<string, unknown> = {}): Input => ({
  workers,
  source: () => ({ type: 'stream', keys: ['events'], group: 'g', consumer: '${CONSUMER}', ...more }),
  give: entry,
  key: 'events',
  group: 'g',
  isStream: true,
  async isDrained(server) {
    const groups = (await server.ask('XINFO', 'GROUPS', 'events').catch(() => [])) as unknown[][];
    const last = await lastEntry(server);
    return groups.some(facts => {
      const fact = (name: string) => String(facts[facts.findIndex(item => String(item) === name) + 1]);
      return fact('pending') === '0' && fact('last-delivered-id') === last;
    });
  },
});

export const inputs = {
  'a group of two': group(['a', 'b'], { claimIdle: '2s' }),
  'a group of one': group(['a']),
  'a stream': {
    workers: ['0'],
    source: () => ({ type: 'stream', keys: ['events'], from: '0' }),
    give: entry,
    key: 'events',
    isStream: true,
    isDrained: async server => (await positionOf(server, 'events')) === (await lastEntry(server)),
  },
  'a list': {
    workers: ['0'],
    source: () => ({ type: 'list', key: 'queue' }),
    give: (key, n) => ['RPUSH', 'queue', json(key, n)],
    key: 'queue',
    isDrained: async server =>
      (await server.ask('LLEN', 'queue')) === '0' && (await server.ask('LLEN', 'queue:processing')) === '0',
  },
  'an event stream': {
    workers: ['0'],
    source: feed => ({ type: 'sse', url: feed.url }),
    give: null,
    isDrained: async (server, feed) => (await positionOf(server, 'sse')) === feed.lastId,
  },
  'a channel': {
    workers: ['0'],
    source: () => ({ type: 'channel', channels: ['events'] }),
    give: (key, n) => ['PUBLISH', 'events', json(key, n)],
    atMostOnce: true,
    // What has not been heard by now will not be.
    isDrained: async () => true,
  },
} satisfies Record<string, Input>;
