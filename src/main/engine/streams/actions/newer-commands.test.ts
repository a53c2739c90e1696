import { describe, expect, test } from 'vitest';
import { streamActionSchema } from '#shared/contract/stream-actions.ts';
import type { z } from 'zod';
import type { Command, Reply } from '../../connections/redis-client.ts';
import type { Commands } from '../../connections/commands.ts';
import { redisCliText } from '../../actions/preview.ts';
import { applyAction, previewAction } from './actions.ts';
import { ActionJob } from '../../actions/job.ts';

/**
 * Commands that came with Redis 8.2 and 8.8, which no server of the integration tests has: what would be sent is compared with their
 * documentation, and the replies are those it gives. What a real server does with them is not tested.
 */
function documented(replies: Record<string, Reply>): Commands & { sent: string[] } {
  const sent: string[] = [];
  const answer = (command: Command): Reply => {
    const text = redisCliText(command);
    if (!/^(COMMAND|ACL|INFO|XPENDING|XRANGE|XINFO)/.test(text)) sent.push(text);
    if (command[0] === 'COMMAND') return command.slice(2).map(name => [String(name), '-2']);
    if (command[0] === 'ACL') return 'OK';
    if (command[0] === 'INFO') return 'role:master';
    if (command[0] === 'XPENDING') return [[Buffer.from(String(command[3])), Buffer.from('alice'), '5', '3']];
    if (command[0] === 'XRANGE')
      return [[Buffer.from(String(command[2])), [Buffer.from('a'), Buffer.from('1')]]];
    if (command[0] === 'XINFO') return [];
    return replies[command[0]] ?? null;
  };
  return {
    sent,
    closed: false,
    call: async (name, ...args) => answer([name, ...args]),
    send: async command => answer(command),
    pipeline: async commands => commands.map(answer),
    transaction: async commands => commands.map(answer),
  };
}

const bytes = (text: string) => new TextEncoder().encode(text);
const selection = {
  by: 'rows' as const,
  rows: ['1-0', '2-0', '3-0'].map(id => ({ id, consumer: bytes('alice'), deliveries: '3' })),
};
const pending = { key: bytes('s'), group: bytes('g'), selection };

async function run(action: z.input<typeof streamActionSchema>, replies: Record<string, Reply>) {
  const server = documented(replies);
  const parsed = streamActionSchema.parse(action);
  const { commands, refused } = await previewAction(server, parsed);
  expect(refused).toBeNull();
  expect(server.sent).toEqual([]);
  const job = new ActionJob();
  await applyAction(server, parsed, job);
  expect(server.sent).toEqual(commands);
  return { commands, outcomes: job.state().outcomes.map(({ what, ids }) => [what, ids]) };
}

describe('by their documentation, not on a server', () => {
  test.each(['SILENT', 'FAIL', 'FATAL'] as const)('XNACK %s releases', async mode => {
    const { commands, outcomes } = await run({ kind: 'release', ...pending, mode }, { XNACK: '3' });
    expect(commands).toEqual([`XNACK s g ${mode} IDS 3 1-0 2-0 3-0`]);
    expect(outcomes).toEqual([['released', ['1-0', '2-0', '3-0']]]);
  });

  test('XACKDEL acknowledges and deletes, and says what was kept', async () => {
    const { commands, outcomes } = await run(
      { kind: 'ack-delete', ...pending, references: 'ACKED' },
      { XACKDEL: ['1', '2', '-1'] },
    );
    expect(commands).toEqual(['XACKDEL s g ACKED IDS 3 1-0 2-0 3-0']);
    expect(outcomes).toEqual([
      ['acknowledged and deleted', ['1-0']],
      ['acknowledged, kept: another group refers to it', ['2-0']],
      ['no longer pending', ['3-0']],
    ]);
  });

  test('XDELEX deletes by a policy on references', async () => {
    const { commands, outcomes } = await run(
      { kind: 'delete', key: bytes('s'), ids: ['1-0', '2-0', '3-0'], references: 'DELREF' },
      { XDELEX: ['1', '-1', '2'] },
    );
    expect(commands).toEqual(['XDELEX s DELREF IDS 3 1-0 2-0 3-0']);
    expect(outcomes).toEqual([
      ['deleted', ['1-0']],
      ['not there', ['2-0']],
      ['kept: some group still refers to it', ['3-0']],
    ]);
  });

  test('entries released by XNACK have no owner, idle -1 and up to 2^63-1 deliveries', async () => {
    const { pendingEntryOf } = await import('../pending-list.ts');
    const row = pendingEntryOf([Buffer.from('1-0'), Buffer.from(''), '-1', '9223372036854775807']);
    expect(row).toEqual({
      id: '1-0',
      consumer: Buffer.from(''),
      idleMs: -1,
      deliveries: '9223372036854775807',
    });
  });
});
