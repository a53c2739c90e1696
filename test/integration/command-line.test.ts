import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runCommand } from '../support/command-line.ts';
import { startRedisServer } from '../support/redis-server.ts';

const commands = ['serve', 'run', 'replay', 'validate', 'export', 'schema', 'recipes'];

describe('help', () => {
  test('lists every command, however it is asked for', async () => {
    const help = await runCommand(['--help']);
    expect(help).toMatchObject({ code: 0, stderr: '' });
    for (const command of commands)
      expect(help.stdout).toMatch(new RegExp(`^millrace \\[?${command}\\b`, 'm'));
    expect(await runCommand(['help'])).toEqual(help);
    expect(await runCommand(['-h'])).toEqual(help);
  });

  test('of one command says what its options do', async () => {
    const help = await runCommand(['help', 'run']);
    expect(help).toMatchObject({ code: 0, stderr: '' });
    for (const option of ['--redis', '--set', '--for', '--offline', '--reset', '--report'])
      expect(help.stdout).toContain(`    ${option}`);
    expect(await runCommand(['run', '--help'])).toEqual(help);
  });
});

test.each([
  [['reply', 'wikipedia'], 'There is no command "reply". Did you mean "replay"?'],
  [['help', 'rnu'], 'Did you mean "run"?'],
  [['--prot', '80'], '"millrace serve" has no option --prot. Did you mean --port?'],
  [['--port', '70000'], '--port 70000: give a whole number from 0 to 65535.'],
  [['serve', '--redis', 'redis://host:99999'], '--redis: '],
  [['recipes', 'wikipedia-edit'], 'Did you mean "wikipedia-edits"?'],
])('%j is a mistake: exit code 2, and what was probably meant', async (args, message) => {
  const { code, stdout, stderr } = await runCommand(args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(message);
});

test('--ask-password reads the password from standard input, and needs one', async () => {
  const server = await startRedisServer();
  const file = join(await mkdtemp(join(tmpdir(), 'millrace-ask-')), 'x.json');
  const source = { type: 'generator', fields: { n: '{{seq}}' }, count: 3 };
  await writeFile(file, JSON.stringify({ source, sinks: [{ type: 'stream', key: 'out' }] }));
  try {
    await server.ask('CONFIG', 'SET', 'requirepass', 'opens');
    const args = ['run', file, '--redis', server.url, '--ask-password'];
    const { code, stderr } = await runCommand(args, {}, 'opens\n');
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(await server.ask('XLEN', 'out')).toBe('3');
    expect(await runCommand(args, {}, '')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('No password was given'),
    });
  } finally {
    await server.stop();
    await rm(dirname(file), { recursive: true });
  }
  const serve = await runCommand(['serve', '--ask-password'], {}, 'x\n');
  expect(serve).toMatchObject({ code: 2, stderr: expect.stringContaining('needs --redis') });
});

test('a password in --redis is everybody’s to read, and it says where else to put it', async () => {
  const { stderr } = await runCommand(['run', 'nowhere.json', '--redis', 'redis://:secret@127.0.0.1:1']);
  expect(stderr).toMatch(/list of processes.*--ask-password.*REDIS_URL/);
  expect(stderr).not.toContain('secret');
  const without = await runCommand(['run', 'nowhere.json', '--redis', 'redis://127.0.0.1:1']);
  expect(without.stderr).not.toMatch(/list of processes/);
});
