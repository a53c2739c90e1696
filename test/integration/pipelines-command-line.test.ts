import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort, startRedisServer, type TestServer } from '../support/redis-server.ts';
import { runCommand, startCommand, happened } from '../support/command-line.ts';

let server: TestServer;
let folder: string;
let env: { REDIS_URL: string };
beforeAll(async () => {
  server = await startRedisServer();
  env = { REDIS_URL: server.url };
  folder = await mkdtemp(join(tmpdir(), 'millrace-run-'));
});
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

const json = (text: string): unknown[] =>
  text
    .trim()
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line) as unknown);
async function file(name: string, content: unknown): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

describe('validate', () => {
  test('says nothing about a good file', async () => {
    const path = await file('good.json', {
      source: { type: 'generator', payload: '1' },
      sinks: [{ type: 'stdout' }],
    });
    expect(await runCommand(['validate', path])).toMatchObject({ code: 0, stdout: '', stderr: '' });
  });

  test('prints a line for each problem: path, what is wrong, what is allowed', async () => {
    const path = await file('bad.json', {
      source: { type: 'jsonl', path: 3 },
      decode: 'xml',
      sinks: [{ type: 's3' }],
    });
    const { code, stdout } = await runCommand(['validate', path]);
    expect(code).toBe(2);
    expect(stdout.trim().split('\n').sort()).toEqual([
      expect.stringMatching(
        /^decode: "xml" is not a way to decode; allowed: "json", "text", "none", "msgpack",/,
      ),
      expect.stringMatching(/^sinks\.0\.type: "s3" is unknown; allowed: /),
      'source.path: 3 is not a string; allowed: a string',
    ]);
  });

  test.each([
    ['nothing there', 'no-such.json', /There is no file and no recipe/],
    ['a directory', '.', /is a directory/],
  ])('%s', async (_, name, message) => {
    const { code, stderr } = await runCommand(['validate', name]);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });
});

test('schema prints a JSON Schema, recipes a list and each recipe', async () => {
  const schema = await runCommand(['schema']);
  expect(JSON.parse(schema.stdout)).toMatchObject({ title: 'Millrace pipeline file' });
  const list = await runCommand(['recipes']);
  const names = list.stdout
    .trim()
    .split('\n')
    .map(line => line.split(/\s/, 1)[0]!);
  expect(names).toEqual([
    'clickstream-echo',
    'clickstream-mobile',
    'edit-leaderboard',
    'weather-stations',
    'wikipedia-edits',
  ]);
  const printed = await file('printed.json', (await runCommand(['recipes', 'edit-leaderboard'])).stdout);
  expect(await runCommand(['validate', printed])).toMatchObject({ code: 0 });
});

describe('refuses with exit code 2', () => {
  test.each([
    ['an unknown command', ['frobnicate'], /There is no command "frobnicate"/],
    ['an unknown option', ['run', 'wikipedia-edits', '--frob'], /--frob/],
    ['no file', ['run'], /Missing: FILE/],
    ['a bad duration', ['run', 'wikipedia-edits', '--for', 'soon'], /--for soon: give a duration/],
    ['a bad override', ['run', 'wikipedia-edits', '--set', 'x'], /--set x: give path=value/],
    ['a bad URL', ['run', 'wikipedia-edits', '--redis', 'http://x'], /--redis: /],
    ['a bad value', ['run', 'edit-leaderboard', '--set', 'window.size=5x'], /^window.size: /m],
    ['a bad number', ['replay', 'wikipedia', '--rate', 'fast'], /--rate fast: give a number/],
    ['a recipe that is not', ['recipes', 'nope'], /There is no recipe "nope"/],
  ])('%s', async (_, args, message) => {
    const { code, stdout, stderr } = await runCommand(args, env);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });
});

describe('run', () => {
  test('prints only what the sink writes, and a report', async () => {
    const path = await file('lines.json', {
      name: 'Lines',
      source: {
        type: 'jsonl',
        path: await file('in.jsonl', '\uFEFF{"a":1}\r\n\n{"a":2}\nnot json\n{"a": 3}'),
      },
      where: 'event.a != 2',
      sinks: [{ type: 'stdout' }],
    });
    const report = join(folder, 'report.json');
    const { code, stdout } = await runCommand(['run', path, '--report', report], env);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '{"a":1}\n{"a": 3}\n' });
    expect(JSON.parse(await readFile(report, 'utf8'))).toMatchObject({
      received: 4,
      decoded: 3,
      invalid: 1,
      unmatched: 1,
      matched: 2,
      emitted: 2,
      late: 0,
      gaps: 0,
      position: null,
    });
  });

  test('text as a string, bytes as base64', async () => {
    const source = { type: 'generator', payload: 'é{{seq}}', count: 1 };
    for (const [decode, line] of [
      ['text', '"é0"\n'],
      ['none', '{"base64":"w6kw"}\n'],
    ]) {
      const path = await file('decode.json', { source, decode, sinks: [{ type: 'stdout' }] });
      expect((await runCommand(['run', path], env)).stdout).toBe(line);
    }
  });

  test('ends at --for, with what is open marked so', async () => {
    const path = await file('open.json', {
      source: { type: 'generator', fields: { n: '{{seq}}' }, rate: 100 },
      window: { type: 'tumbling', size: '1d' },
      aggregate: { n: { count: true } },
      sinks: [{ type: 'stdout' }],
    });
    const { code, stdout } = await runCommand(['run', path, '--for', '500ms'], env);
    expect(code).toBe(0);
    expect(json(stdout)).toEqual([
      {
        window: {
          start: expect.stringMatching(/T00:00:00.000Z$/) as string,
          end: expect.any(String) as string,
        },
        key: [],
        n: expect.any(Number) as number,
        open: true,
      },
    ]);
  });

  test.each(['SIGINT', 'SIGTERM'] as const)(
    '%s stops it after everything received was written',
    async signal => {
      const path = await file(`${signal}.json`, {
        name: signal,
        source: { type: 'channel', channels: [signal] },
        sinks: [{ type: 'stream', key: `out:${signal}` }],
      });
      const command = startCommand(['run', path], env);
      await happened('subscribed', async () =>
        String(await server.ask('PUBSUB', 'NUMSUB', signal)).endsWith('1'),
      );
      for (let index = 0; index < 50; index++) await server.ask('PUBLISH', signal, JSON.stringify({ index }));
      command.signal(signal);
      expect(await command.finished).toMatchObject({ code: 0, stdout: '' });
      expect(await server.ask('XLEN', `out:${signal}`)).toBe('50');
    },
  );

  test('bytes stay bytes, through channels and streams', async () => {
    const path = await file('bytes.json', {
      pipelines: [
        {
          name: 'in',
          source: { type: 'channel', channels: ['bytes-in'] },
          decode: 'none',
          sinks: [
            { type: 'stream', key: 'bytes' },
            { type: 'publish', channel: 'bytes-out' },
          ],
          flush: '300ms',
        },
        {
          name: 'out',
          source: { type: 'channel', channels: ['bytes-out'] },
          decode: 'none',
          sinks: [{ type: 'stdout' }],
        },
      ],
    });
    const command = startCommand(['run', path], env);
    await happened('subscribed', async () =>
      String(await server.ask('PUBSUB', 'NUMSUB', 'bytes-in')).endsWith('1'),
    );
    const payloads = [0, 1, 2].map(n => Buffer.from([0xff, 0, 13, 10, 128, n]));
    for (const payload of payloads) await server.ask('PUBLISH', 'bytes-in', payload);
    await happened('printed', () => command.stdout().split('\n').length > 3);
    command.signal('SIGTERM');
    const { stdout } = await command.finished;
    expect(json(stdout)).toEqual(payloads.map(payload => ({ base64: payload.toString('base64') })));
    const entries = (await server.ask('XRANGE', 'bytes', '-', '+')) as [Buffer, Buffer[]][];
    expect(entries.map(([, fields]) => fields)).toEqual(
      payloads.map(payload => [Buffer.from('data'), payload]),
    );
  });

  test('exits with 1 when Redis cannot be reached', async () => {
    const port = await freePort();
    const path = await file('away.json', {
      source: { type: 'channel', channels: ['c'] },
      sinks: [{ type: 'stdout' }],
    });
    const startedAt = performance.now();
    const { code, stderr } = await runCommand(['run', path, '--redis', `redis://127.0.0.1:${port}`]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/Nothing listens on/);
    expect(performance.now() - startedAt).toBeLessThan(15_000);
  });

  test('a missing file and a directory are explained', async () => {
    for (const [path, message] of [
      [join(folder, 'nope.jsonl'), /does not exist/],
      [folder, /is a directory/],
    ] as const) {
      const pipeline = await file('missing.json', {
        source: { type: 'jsonl', path },
        sinks: [{ type: 'stdout' }],
      });
      const { code, stderr } = await runCommand(['run', pipeline], env);
      expect(code).toBe(1);
      expect(stderr).toMatch(message);
    }
  });

  test('an expression that does not end is ended, and explained', async () => {
    const list = JSON.stringify(Array.from({ length: 400 }, (_, index) => index));
    const path = await file('hostile.json', {
      name: 'Hostile',
      source: { type: 'generator', payload: list, count: 1 },
      where: 'event.all(a, event.all(b, event.all(c, event.all(d, a + b + c + d >= 0))))',
      sinks: [{ type: 'stdout' }],
    });
    const { code, stderr } = await runCommand(['run', path], env);
    expect(code).toBe(1);
    expect(stderr).toMatch(/one event took over 1 s/);
  });

  test('a file wins over a recipe of its name', async () => {
    const path = await file('clickstream-echo', {
      source: { type: 'generator', payload: '1', count: 1 },
      sinks: [{ type: 'stdout' }],
    });
    const { stdout } = await startCommand(['run', 'clickstream-echo'], env, { cwd: folder }).finished;
    expect(path).toContain('clickstream-echo');
    expect(stdout).toBe('1\n');
  });
});
