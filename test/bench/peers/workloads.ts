import { readFileSync } from 'node:fs';
import { recentChange } from '#engine/pipelines/replay/recent-changes.ts';
import type { TestServer } from '../../support/redis-server.ts';

/** What all of them count: JSON in the field `data` of the stream `events`, per key and window of five seconds. */
export interface Workload {
  name: 'clicks' | 'leaderboard';
  readonly payload: (index: number) => string;
  /** What one event adds to the sum of all results. */
  readonly worth: (index: number) => number;
  /** The pipeline that does it in Millrace. */
  file: object;
  /** The sum of all results. */
  readonly counted: (server: TestServer) => Promise<number>;
}

const source = {
  type: 'stream',
  keys: ['events'],
  group: 'bench',
  from: '0',
  payloadField: 'data',
  claimIdle: '1s',
};
const clicks = readFileSync(new URL('../../../resources/clicks.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n');
const changes = Array.from({ length: 1_000 }, (_, number) => recentChange(1, number, 1_700_000_000_000));

async function sumOf(server: TestServer, read: (key: string) => Promise<number[]>): Promise<number> {
  const keys = (await server.ask('KEYS', 'result:*')) as Buffer[];
  const values = await Promise.all(keys.map(key => read(key.toString())));
  return values.flat().reduce((sum, value) => sum + value, 0);
}

export const workloads: readonly Workload[] = [
  {
    name: 'clicks',
    payload: index => clicks[index % clicks.length]!,
    worth: index =>
      (JSON.parse(clicks[index % clicks.length]!) as { device_is_mobile: boolean }).device_is_mobile ? 1 : 0,
    file: {
      source,
      groupBy: ['event.os_timezone'],
      window: { type: 'tumbling', size: '5s' },
      aggregate: { mobile: { sum: 'event.device_is_mobile ? 1 : 0' } },
      sinks: [{ type: 'timeSeries', prefix: 'result:', value: 'mobile' }],
    },
    counted: server =>
      sumOf(server, async key =>
        ((await server.ask('HVALS', key)) as Buffer[]).map(value => Number(String(value))),
      ),
  },
  {
    name: 'leaderboard',
    payload: index => changes[index % changes.length]!,
    worth: () => 1,
    file: {
      source,
      groupBy: ['event.server_name'],
      window: { type: 'tumbling', size: '5s' },
      aggregate: { edits: { count: true } },
      sinks: [{ type: 'leaderboard', key: 'result:{epoch}', epochKey: 'epoch' }],
    },
    counted: server =>
      sumOf(server, async key => {
        const row = ((await server.ask('ZRANGE', key, 0, -1, 'WITHSCORES')) as Buffer[]).map(String);
        return row.filter((_, place) => place % 2 === 1).map(Number);
      }),
  },
];
