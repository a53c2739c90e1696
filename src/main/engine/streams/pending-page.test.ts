import { expect, test } from 'vitest';
import { pendingFilterSchema } from '#shared/contract/pending.ts';
import type { Command, Reply } from '../connections/redis-client.ts';
import type { Commands } from '../connections/commands.ts';
import { readPendingPage } from './pending-page.ts';

const bytes = (text: string) => Buffer.from(text);

/** Replies as Redis 8.8 documents them: one entry was released and has no owner. */
function released(): Commands & { asked: Command[] } {
  const asked: Command[] = [];
  const answer = (command: Command): Reply => {
    asked.push(command);
    switch (command[0]) {
      case 'TIME':
        return ['1700000000', '500000'];
      case 'XPENDING':
        return [
          [bytes('1-0'), bytes('alice'), '5000', '1'],
          [bytes('2-0'), bytes(''), '-1', '9223372036854775807'],
        ];
      case 'XRANGE':
        return [[bytes(String(command[2])), [bytes('a'), bytes('1')]]];
      default:
        throw new Error(`${command[0]} was not expected`);
    }
  };
  return {
    asked,
    closed: false,
    call: async (name, ...args) => answer([name, ...args]),
    send: async command => answer(command),
    pipeline: async commands => commands.map(answer),
    transaction: async commands => commands.map(answer),
  };
}

const page = (server: Commands, filter: Parameters<typeof pendingFilterSchema.parse>[0] = {}) =>
  readPendingPage(server, {
    key: bytes('s'),
    group: bytes('g'),
    filter: pendingFilterSchema.parse(filter),
    count: 100,
    maxScanned: 1_000,
  });

test('entries without an owner appear: the list is asked for the group, not consumer by consumer', async () => {
  const server = released();
  const { rows, names, serverTime } = await page(server);
  expect(server.asked.filter(([name]) => name === 'XPENDING')).toEqual([
    ['XPENDING', bytes('s'), bytes('g'), '-', '+', 100],
  ]);
  expect(rows.map(row => row.id)).toEqual(['1-0', '2-0']);
  expect(names[rows[1]!.consumer]).toHaveLength(0);
  expect(rows[1]).toMatchObject({ idleMs: -1, deliveries: '9223372036854775807', ghost: false });
  expect(serverTime).toBe(1_700_000_000_500);
});

test('they can be asked for alone, and a least idle time leaves them out', async () => {
  const alone = await page(released(), { consumer: new Uint8Array() });
  expect(alone.rows.map(row => row.id)).toEqual(['2-0']);
  const idle = await page(released(), { minIdleMs: 1_000 });
  expect(idle.rows.map(row => row.id)).toEqual(['1-0']);
  const often = await page(released(), { minDeliveries: '9223372036854775807' });
  expect(often.rows.map(row => row.id)).toEqual(['2-0']);
});
