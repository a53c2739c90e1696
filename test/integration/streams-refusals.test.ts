import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { RedisClient, type Command } from '#engine/connections/redis-client.ts';
import { redisCliText } from '#engine/actions/preview.ts';
import type { Commands } from '#engine/connections/commands.ts';
import { startRedisServer, type TestServer } from '../support/redis-server.ts';
import {
  apply,
  bytes,
  entriesOf,
  outcomes,
  pendingOf,
  pendingStream,
  preview,
  selected,
  type ActionInput,
} from '../support/streams.ts';

let server: TestServer;
let client: RedisClient;
const key = bytes('s');
const group = bytes('g');

beforeAll(async () => {
  server = await startRedisServer();
  client = await RedisClient.open(server.target(), { purpose: 'test' });
});
afterEach(() => server.ask('FLUSHALL'));
afterAll(async () => {
  client.close();
  await server.stop();
});

/** A client of a user who may run everything but what these rules take away. */
async function limitedBy(...rules: string[]): Promise<RedisClient> {
  await server.ask('ACL', 'SETUSER', 'limited', 'reset', 'on', '>secret', '~*', '+@all', ...rules);
  return RedisClient.open(server.target({ username: 'limited' }), { purpose: 'test', password: 'secret' });
}

const reads = /^(?:XPENDING|XRANGE|XINFO|XLEN|TIME|TYPE|COMMAND|ACL|CLUSTER|INFO|MEMORY|EVAL 'return 1' 0)\b/;

/** The same client, with everything written down that it sends and that is not for looking only. */
function recorded(client: RedisClient): { commands: Commands; sent: string[] } {
  const sent: string[] = [];
  const note = (command: Command) => {
    const text = redisCliText(command);
    if (!reads.test(text)) sent.push(text);
    return command;
  };
  return {
    sent,
    commands: {
      get closed() {
        return client.closed;
      },
      call: (...command) => client.send(note(command)),
      send: command => client.send(note(command)),
      pipeline: list => client.pipeline(list.map(note)),
      transaction: list => {
        for (const command of [['MULTI'], ...list, ['EXEC']] as Command[]) note(command);
        return client.transaction(list);
      },
    },
  };
}

/** The time is that of the moment. */
const timeless = (commands: readonly string[]) =>
  commands.map(command => command.replace(/(dead-letter\.time) \d+/, '$1 …'));

const move = (ids: readonly string[]): ActionInput => ({
  kind: 'dead-letter',
  key,
  group,
  target: bytes('dead'),
  reason: 'cannot be parsed',
  selection: selected(ids),
});

/** A server that cannot be asked about permissions says so only when the script is tried. */
describe.each([['-@scripting'], ['-@scripting', '-acl']])('a user with %s %s', (...rules) => {
  test('is shown what is sent: a copy and an acknowledgement for each entry', async () => {
    await pendingStream(server, 's', 3);
    const limited = await limitedBy(...rules);
    try {
      const looked = await preview(limited, move(['1-0', '2-0']));
      expect(timeless(looked.commands)).toEqual([
        "XADD dead * n 1 dead-letter.source s dead-letter.group g dead-letter.consumer alice dead-letter.id 1-0 dead-letter.deliveries 1 dead-letter.time … dead-letter.reason 'cannot be parsed'",
        'XACK s g 1-0',
        "XADD dead * n 2 dead-letter.source s dead-letter.group g dead-letter.consumer alice dead-letter.id 2-0 dead-letter.deliveries 1 dead-letter.time … dead-letter.reason 'cannot be parsed'",
        'XACK s g 2-0',
      ]);
      expect(looked.warnings.join()).toMatch(/EVAL.*at least once/);
      const { commands, sent } = recorded(limited);
      const progress = await apply(commands, move(['1-0', '2-0']));
      expect(timeless(sent)).toEqual(timeless(looked.commands));
      expect(outcomes(progress)).toEqual({ 'copied, then acknowledged': 2 });
      expect(progress.message).toBe('Copied 2 entries to dead, then acknowledged them in g.');
      expect((await pendingOf(server, 's')).map(([id]) => id)).toEqual(['3-0']);
      expect(await entriesOf(server, 'dead')).toHaveLength(2);
    } finally {
      limited.close();
    }
  });

  test('is shown what is sent for dead letters that go back: each is added, then removed', async () => {
    await pendingStream(server, 's', 2);
    await apply(client, move(['1-0', '2-0']));
    const ids = (await entriesOf(server, 'dead')).map(([id]) => id);
    const action: ActionInput = { kind: 'requeue', key: bytes('dead'), ids };
    const limited = await limitedBy(...rules);
    try {
      const looked = await preview(limited, action);
      expect(looked.commands).toHaveLength(4);
      const { commands, sent } = recorded(limited);
      const progress = await apply(commands, action);
      expect(sent).toEqual(looked.commands);
      expect(progress.message).toBe('Requeued 2 entries: each was added, then removed from dead.');
    } finally {
      limited.close();
    }
  });
});

test.each<ActionInput>([
  { kind: 'ack', key, group, selection: selected(['1-0', '2-0']) },
  { kind: 'ack-delete', key, group, selection: selected(['1-0', '2-0']) },
  { kind: 'claim', key, group, selection: selected(['1-0']), consumer: bytes('bob'), minIdleMs: 0 },
  { kind: 'auto-claim', key, group, consumer: bytes('bob'), minIdleMs: 0 },
  move(['1-0', '2-0']),
  { kind: 'add', key, id: '9-0', fields: [[bytes('a'), bytes('b c')]] },
  { kind: 'delete', key, ids: ['1-0'] },
  { kind: 'trim', key, trim: { strategy: 'MAXLEN', threshold: '1', exact: true } },
  { kind: 'set-stream-id', key, id: '99-0' },
  { kind: 'import', key, lines: bytes('{"fields":[["a","b"]]}\n{"fields":[["c","d"]]}'), ids: 'new' },
  { kind: 'create-group', key, group: bytes('h'), from: '0-0' },
  { kind: 'set-group-id', key, group, id: '1-0' },
  { kind: 'create-consumer', key, group, consumer: bytes('bob') },
  { kind: 'delete-consumer', key, group, consumer: bytes('alice') },
  { kind: 'destroy-group', key, group },
  { kind: 'delete-stream', key },
])('the preview of $kind has the very commands that are sent', async action => {
  await pendingStream(server, 's', 3);
  const looked = await preview(client, action);
  const { commands, sent } = recorded(client);
  expect(await apply(commands, action)).toMatchObject({ state: 'done' });
  expect(sent).toEqual(looked.commands);
});

describe('a replica', () => {
  async function asReplica(look: () => Promise<void>): Promise<void> {
    await server.ask('REPLICAOF', '127.0.0.1', 1);
    try {
      await look();
    } finally {
      await server.ask('REPLICAOF', 'NO', 'ONE');
    }
  }

  test('is known before anything is tried, with the way to its primary', async () => {
    await pendingStream(server, 's', 1);
    await asReplica(async () => {
      const looked = await preview(client, { kind: 'ack', key, group, selection: selected(['1-0']) });
      expect(looked.refused).toBe(
        'This server is a read-only replica of 127.0.0.1:1. Connect to its primary to write.',
      );
      expect(looked.commands).toEqual(['XACK s g 1-0']);
    });
  });

  test('that takes writes is not refused', async () => {
    await pendingStream(server, 's', 1);
    await server.ask('CONFIG', 'SET', 'replica-read-only', 'no');
    try {
      await asReplica(async () => {
        const looked = await preview(client, { kind: 'ack', key, group, selection: selected(['1-0']) });
        expect(looked.refused).toBeNull();
      });
    } finally {
      await server.ask('CONFIG', 'SET', 'replica-read-only', 'yes');
    }
  });

  test('that a server became meanwhile ends the repair with its reason', async () => {
    await pendingStream(server, 's', 1);
    await asReplica(async () => {
      const progress = await apply(client, { kind: 'ack', key, group, selection: selected(['1-0']) });
      expect(progress).toMatchObject({
        state: 'failed',
        problem: { message: expect.stringMatching(/replica/) as string },
      });
    });
  });
});

describe('a user without permission', () => {
  test('is told which command before it is tried, and after', async () => {
    await pendingStream(server, 's', 1);
    const limited = await limitedBy('-xack');
    try {
      const action: ActionInput = { kind: 'ack', key, group, selection: selected(['1-0']) };
      expect((await preview(limited, action)).refused).toBe('The user "limited" may not run XACK.');
      const progress = await apply(limited, action);
      expect(progress).toMatchObject({ state: 'failed', problem: { code: 'denied' } });
      expect(progress.problem?.message).toMatch(/XACK/);
    } finally {
      limited.close();
    }
  });

  test('of a command with subcommands too', async () => {
    await pendingStream(server, 's', 1);
    const limited = await limitedBy('-xgroup|destroy');
    try {
      const looked = await preview(limited, { kind: 'destroy-group', key, group });
      expect(looked.refused).toBe('The user "limited" may not run XGROUP DESTROY.');
    } finally {
      limited.close();
    }
  });
});
