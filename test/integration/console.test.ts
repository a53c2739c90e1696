import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ConsoleAnswer, ConsoleListening } from '#shared/contract/console.ts';
import { cliText } from '#shared/redis/reply/cli-text.ts';
import { openConsole, type TestConsole } from '../support/console.ts';
import { startRedisServer, type TestServer } from '../support/redis-server.ts';
import { until } from '../support/until.ts';

let server: TestServer;
let folder: string;
let console: TestConsole;
beforeAll(async () => {
  server = await startRedisServer(['--databases', '4']);
  folder = await mkdtemp(join(tmpdir(), 'millrace-console-'));
});
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  console = await openConsole(server.url, folder);
});
afterEach(async () => {
  await console.stop();
  await server.ask('FLUSHALL');
});

async function answer(line: string): Promise<ConsoleAnswer> {
  const outcome = await console.run(line);
  if (outcome.kind !== 'answers') throw new Error(`it asks: ${JSON.stringify(outcome)}`);
  return outcome.answers[0]!;
}

describe('a tab', () => {
  test('carries bytes both ways, and shows the types of RESP3', async () => {
    expect(await console.say(String.raw`HSET "h\x00\xff" "f" "\n" g 2`)).toBe('(integer) 2');
    expect(await server.ask('HGET', Buffer.from([0x68, 0, 255]), 'f')).toEqual(Buffer.from('\n'));
    expect(await console.say(String.raw`HGETALL "h\x00\xff"`)).toBe('1# "f" => "\\n"\n2# "g" => "2"');
    expect(await console.say('ZADD z 1.5 a')).toBe('(integer) 1');
    expect(await console.say('ZSCORE z a')).toBe('(double) 1.5');
    expect(await console.say('HELLO 2')).toContain('"proto"');
    expect(await console.say('ZSCORE z a')).toBe('"1.5"');
  });

  test('has its own database and transaction; its own connection that is lost is said', async () => {
    await console.say('SELECT 2');
    await console.say('MULTI');
    const queued = await console.run('SET k in-two');
    expect(queued).toMatchObject({ tab: { db: 2, queued: 1 } });
    const other = { ...console.tab, tabId: 'two' };
    expect(await console.engine.console.run({ ...other, lines: ['EXISTS k'] })).toMatchObject({
      tab: { db: 0, queued: null },
    });
    expect(await console.run('EXEC')).toMatchObject({ tab: { db: 2, queued: null } });
    await server.ask('CLIENT', 'KILL', 'TYPE', 'normal');
    const lost = await until(
      () => console.run('PING').catch(() => null),
      outcome => outcome !== null,
    );
    expect(lost).toMatchObject({ tab: { db: 0 }, notice: expect.stringContaining('what SELECT, MULTI') });
  });

  test('what was typed for a database that was lost is not run in another one, whoever connects again', async () => {
    await console.say('SELECT 2');
    await server.ask('CLIENT', 'KILL', 'TYPE', 'normal');
    // The words for the next line are looked up while it is typed.
    await until(
      () =>
        console.engine.console
          .complete({ ...console.tab, line: 'SET wr', caret: 6, keys: true })
          .catch(() => null),
      completion => completion !== null,
    );
    expect(await console.run('SET wrong 1')).toMatchObject({
      answers: [],
      tab: { db: 0 },
      notice: expect.stringContaining('was not run'),
    });
    expect(await server.ask('EXISTS', 'wrong')).toBe('0');
    expect(await console.say('SET wrong 1')).toBe('OK');
  });

  test('a transaction that is open is not run piece by piece on a new connection', async () => {
    await console.say('MULTI');
    await console.say('SET a 1');
    await server.ask('CLIENT', 'KILL', 'TYPE', 'normal');
    const lost = await until(
      () => console.run('SET b 1').catch(() => null),
      outcome => outcome !== null,
    );
    expect(lost).toMatchObject({ answers: [], tab: { queued: null } });
    expect(await server.ask('DBSIZE')).toBe('0');
  });

  test('a read of a long stream shows its first entries and tells of all', async () => {
    await server.ask('EVAL', "for i = 1, 12000 do redis.call('XADD', 'long', i .. '-0', 'n', i) end", 0);
    await server.ask('XGROUP', 'CREATE', 'long', 'g', '0');
    const { reply, effects } = await answer('XREADGROUP GROUP g bob COUNT 12000 STREAMS long >');
    expect(cliText(reply)).toContain('1) "1-0"');
    expect(effects).toEqual(['12,000 entries are pending of bob in group g now']);
  });

  test('a transaction stops at an error and is discarded', async () => {
    const outcome = await console.run('MULTI', 'SET a 1', 'NOSUCH b', 'SET c 1', 'EXEC');
    const answers = outcome.kind === 'answers' ? outcome.answers : [];
    expect(answers.map(({ line }) => line)).toEqual(['MULTI', 'SET a 1', 'NOSUCH b', 'DISCARD']);
    expect(outcome).toMatchObject({ tab: { queued: null } });
    expect(await server.ask('DBSIZE')).toBe('0');
    const whole = await console.run('MULTI', 'SET a 1', 'INCR a', 'EXEC');
    expect(whole.kind === 'answers' && cliText(whole.answers.at(-1)!.reply)).toBe('1) OK\n2) (integer) 2');
  });

  test('what blocks is ended by Ctrl+C and leaves the tab as it was', async () => {
    await console.say('SELECT 1');
    const waiting = console.say('BLPOP nothing 0');
    await until(
      async () => String(await server.ask('CLIENT', 'LIST')),
      list => /name=millrace-console .*cmd=blpop/.test(list),
    );
    await expect(console.say('PING')).rejects.toThrow('This tab is waiting for an answer');
    expect(await console.engine.console.interrupt(console.tab)).toEqual({ how: 'unblocked' });
    expect(await waiting).toBe('(nil)');
    expect(await console.run('PING')).toMatchObject({ tab: { db: 1 }, notice: null });
    expect(await console.engine.console.interrupt(console.tab)).toEqual({ how: 'idle' });
  });

  test('shows the first part of a long answer, and more of it when asked', async () => {
    await server.ask('SETRANGE', 'long', 3_000_000, 'x');
    const { id, reply } = await answer('GET long');
    expect(reply).toMatchObject({ type: 'string', length: 3_000_001 });
    expect((reply as { bytes: Uint8Array }).bytes.length).toBe(65_536);
    const more = await console.engine.console.more({
      ...console.tab,
      answerId: id,
      bytes: 2 ** 20,
      elements: 1,
    });
    expect((more.reply as { bytes: Uint8Array }).bytes.length).toBe(2 ** 20);
  });

  test('says what it cannot read or do, and shows refusals as they are', async () => {
    await expect(console.run('SET a "b')).rejects.toMatchObject({ code: 'bad-input', detail: { at: 6 } });
    await expect(console.run('CLIENT REPLY OFF')).rejects.toThrow('the console waits for each answer');
    await server.ask('ACL', 'SETUSER', 'guest', 'on', '>pw', '~*', '+@read', '+auth', '-get');
    expect(await console.say('AUTH guest pw')).toBe('OK');
    expect(await console.say('GET a')).toMatch(/^\(error\) NOPERM .*'get'/);
    expect(await console.say('SET a b')).toMatch(/^\(error\) NOPERM/);
    expect(await console.say('FLUSHALL').catch(error => String(error))).toMatch(/not answered/);
  });
});

describe('history', () => {
  test('is kept by server over the end of Millrace, without passwords', async () => {
    const connectionId = console.tab.connectionId;
    await console.say('SET a 1');
    await console.say('AUTH default hidden-one');
    await console.confirm('CONFIG SET requirepass ""');
    await console.say('HELLO 3 AUTH default hidden-two');
    await console.say('GET a');
    const { history } = console.engine.console;
    expect((await history({ connectionId })).slice(-2)).toEqual(['SET a 1', 'GET a']);
    const settings = join(folder, 'console-history.json');
    await console.stop();
    expect(await readFile(settings, 'utf8')).not.toMatch(/hidden|requirepass/);
    console = await openConsole(server.url, folder);
    const again = { connectionId: console.tab.connectionId };
    expect((await console.engine.console.history(again)).slice(-2)).toEqual(['SET a 1', 'GET a']);
    await console.engine.console.forgetHistory(again);
    expect(await console.engine.console.history(again)).toEqual([]);
  });
});

describe('completion', () => {
  const complete = (line: string, caret = line.length) =>
    console.engine.console.complete({ ...console.tab, line, caret, keys: true });

  test('knows commands, subcommands and options, with their syntax and cost', async () => {
    expect((await complete('xre')).options.map(({ text }) => text)).toEqual([
      'XREAD',
      'XREADGROUP',
      'XREVRANGE',
    ]);
    const sub = await complete('XGROUP cre');
    expect(sub.options.map(({ text }) => text)).toEqual(['CREATE', 'CREATECONSUMER']);
    const claim = await complete('XCLAIM s g bob 0 1-1 jus');
    expect(claim).toMatchObject({
      from: 21,
      options: [{ text: 'JUSTID' }],
      help: { name: 'XCLAIM', since: '5.0.0' },
    });
    expect(claim.help!.complexity).toMatch(/^O\(log N\)/);
    expect((await complete('XCLAIM s g bob 0 1-1 JUSTID')).explanation[0]).toEqual({
      word: 'JUSTID',
      text: expect.stringContaining('leaves the delivery count'),
    });
    expect((await complete('SET k "XR')).options).toEqual([]);
  });

  test('finds keys where keys stand, also while the tab waits', async () => {
    for (const key of ['orders:eu', 'orders:us', 'or*x', 'other']) await server.ask('SET', key, '1');
    expect((await complete('GET or')).options.map(({ text }) => text)).toEqual([
      'or*x',
      'orders:eu',
      'orders:us',
    ]);
    expect((await complete('GET or*')).options.map(({ text }) => text)).toEqual(['or*x']);
    expect((await complete('SET orders:eu or')).options).toEqual([]);
    await console.say('MULTI');
    expect((await complete('GET orders:e')).options).toHaveLength(1);
    expect(await console.run('EXEC')).toMatchObject({ tab: { queued: null } });
    expect((await complete('XREAD COUNT 1 STREAMS oth')).options).toEqual([{ text: 'other', detail: '' }]);
  });
});

describe('what a command changed', () => {
  const effects = async (line: string) => (await answer(line)).effects;
  beforeEach(async () => {
    await server.ask('XGROUP', 'CREATE', 's', 'g', '0', 'MKSTREAM');
    for (let id = 1; id <= 4; id++) await server.ask('XADD', 's', `${id}-0`, 'n', id);
  });

  test('pending entries: given out, claimed, acknowledged, dropped', async () => {
    expect(await effects('XREADGROUP GROUP g bob COUNT 3 STREAMS s >')).toEqual([
      '3 entries are pending of bob in group g now',
    ]);
    expect(await effects('XCLAIM s g alice 0 1-0 2-0 9-0')).toEqual([
      '2 pending entries moved from bob to alice',
      'each delivery count went up by one',
    ]);
    expect(await effects('XCLAIM s g carol 0 1-0 JUSTID')).toEqual([
      '1 pending entry moved from alice to carol',
      'delivery counts stayed as they were',
    ]);
    expect(await effects('XCLAIM s g bob 999999 1-0')).toEqual(['no pending entry moved to bob']);
    expect(await effects('XACK s g 1-0 7-0')).toEqual([
      '1 pending entry of carol acknowledged',
      '1 id was not pending',
    ]);
    expect(await effects('XREADGROUP GROUP g alice STREAMS s 0')).toEqual([
      '1 pending entry of alice in group g delivered again: each delivery count went up',
    ]);
    await server.ask('XDEL', 's', '3-0');
    expect(await effects('XAUTOCLAIM s g alice 0 0')).toEqual([
      'no pending entry moved to alice',
      'each delivery count went up by one',
      '1 id of deleted entries dropped',
    ]);
  });

  test('nothing is said of what may not be looked at', async () => {
    await server.ask('ACL', 'SETUSER', 'blind', 'on', '>pw', '~*', '+@all', '-xpending', '-xlen');
    await console.say('AUTH blind pw');
    await console.say('XREADGROUP GROUP g bob COUNT 3 STREAMS s >');
    expect(await effects('XCLAIM s g alice 0 1-0')).toEqual([]);
    expect(await effects('XADD s * n 5')).toEqual([]);
    expect(await effects('XACK s g 1-0')).toEqual([]);
  });

  test('entries, groups and messages', async () => {
    expect(await effects('XADD s MAXLEN 3 5-0 n 5')).toEqual(['s has 3 entries now; 2 were trimmed']);
    expect(await effects('PUBLISH news hello')).toEqual(['no subscriber on this node received it']);
    await console.confirm('XGROUP SETID s g 4-0');
    expect(await effects('XREADGROUP GROUP g bob STREAMS s >')).toHaveLength(1);
    const destroyed = await console.engine.console.run({
      ...console.tab,
      lines: ['XGROUP DESTROY s g'],
      confirmed: true,
    });
    expect(destroyed).toMatchObject({ answers: [{ effects: ['group g is gone, with 1 pending entry'] }] });
  });
});

describe('what listens', () => {
  async function hear(line: string) {
    const leave = new AbortController();
    let newest: ConsoleListening | undefined;
    const gone = (async () => {
      const states = console.engine.console.listen(
        { ...console.tab, listenId: line, line },
        { signal: leave.signal },
      );
      for await (const state of states) newest = state;
    })().catch(() => {});
    return {
      state: (holds: (state: ConsoleListening) => boolean) =>
        until(
          () => newest,
          state => state !== undefined && holds(state),
        ) as Promise<ConsoleListening>,
      async end() {
        leave.abort();
        await gone;
      },
    };
  }
  const record = (feedId: string, seq: number) => console.engine.feeds.record({ feedId, seq });

  test('a subscription fills a feed on a connection of its own, and the tab goes on', async () => {
    expect(await console.run('SUBSCRIBE news')).toEqual({ kind: 'listen' });
    const heard = await hear('PSUBSCRIBE news.*');
    await until(
      () => server.ask('PUBSUB', 'NUMPAT'),
      count => count === '1',
    );
    expect(await console.say('PING')).toBe('PONG');
    expect((await answer('PUBLISH news.de hallo')).effects).toEqual([
      '1 subscriber on this node received it',
    ]);
    const { feedId } = await heard.state(({ received }) => received === 1);
    await console.engine.console.stopListening({ listenId: 'PSUBSCRIBE news.*' });
    await heard.state(({ ended }) => ended === 'stopped');
    const message = await record(feedId, 0);
    expect([message.channel, message.payload].map(bytes => Buffer.from(bytes).toString())).toEqual([
      'news.de',
      'hallo',
    ]);
    await until(
      () => server.ask('PUBSUB', 'NUMPAT'),
      count => count === '0',
    );
    await heard.end();
  });

  test('MONITOR says first what it costs, and ends by itself under a flood', async () => {
    expect(await console.question('MONITOR')).toMatch(
      /every command of every client.*stops by itself after 30 s/,
    );
    const heard = await hear('MONITOR');
    await heard.state(({ ended }) => ended === null);
    await until(
      async () => String(await server.ask('CLIENT', 'LIST')),
      list => /name=millrace-console .*cmd=monitor/.test(list),
    );
    await Promise.all(Array.from({ length: 10_100 }, (_, index) => server.ask('GET', `k${index}`)));
    const state = await heard.state(({ ended }) => ended !== null);
    expect(state).toMatchObject({ received: 10_000, ended: 'stopped after 10,000 commands' });
    const seen = await record(state.feedId, 5_000);
    expect(Buffer.from(seen.payload).toString()).toMatch(/^"/);
    await heard.end();
  });
});
