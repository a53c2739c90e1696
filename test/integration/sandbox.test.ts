import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { targetSchema } from '#shared/redis/target.ts';
import { askPing } from '#engine/connections/discovery/ports.ts';
import { RedisClient } from '#engine/connections/redis-client.ts';
import { startSandbox, type Sandbox } from '#engine/connections/sandbox/sandbox.ts';
import { findRedisServer } from '../../scripts/find-programs.mjs';
import { answered } from '../support/answered.ts';
import { until } from '../support/until.ts';

let sandbox: Sandbox | undefined;
afterEach(async () => {
  await sandbox?.stop();
  sandbox = undefined;
});
const answers = (port: number) => askPing('127.0.0.1', port, 300);

test('a sandbox answers on the loopback and is gone when stopped', async () => {
  sandbox = await startSandbox();
  await answered(sandbox.port);
  await sandbox.stop();
  expect(await answers(sandbox.port)).toBeUndefined();
});

test('its end is told when it was not asked for', async () => {
  sandbox = await startSandbox();
  const ended = new Promise<string>(resolve => sandbox!.onExit(resolve));
  const target = targetSchema.parse({ address: { kind: 'tcp', host: '127.0.0.1', port: sandbox.port } });
  const client = await RedisClient.open(target, { purpose: 'test' });
  await expect(client.call('SHUTDOWN', 'NOSAVE')).rejects.toMatchObject({ code: 'disconnected' });
  expect(await ended).toBeTruthy();
});

test('it ends with the app, also when the app is killed', async () => {
  const script = `
    import { startSandbox } from '#engine/connections/sandbox/sandbox.ts';
    const { port } = await startSandbox();
    process.stdout.write(String(port) + '\\n');
    setInterval(() => {}, 1000);`;
  const app = spawn(process.execPath, ['--input-type=module-typescript', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const port = await new Promise<number>(resolve =>
    app.stdout.once('data', (chunk: Buffer) => resolve(Number(chunk))),
  );
  try {
    await answered(port);
  } finally {
    app.kill('SIGKILL');
  }
  await until(
    () => answers(port),
    answer => answer === undefined,
  );
});

test('where there is only Docker, a container of it is run, and ended through its input', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-docker-'));
  // A stand-in for the docker command: runs what it is told to run inside, on the port it is told to publish.
  const docker = join(folder, 'docker');
  const server = findRedisServer()!.path;
  const script = `#!/bin/sh
echo "$@" > ${folder}/arguments
port=$(echo "$5" | cut -d: -f2)
shift 8
export PATH=${folder}/bin:/usr/bin:/bin
mkdir -p ${folder}/bin; printf '#!/bin/sh\\nexec ${server} --port %s "$@"\\n' "$port" > ${folder}/bin/redis-server; chmod +x ${folder}/bin/redis-server
exec "$@"
`;
  writeFileSync(docker, script);
  chmodSync(docker, 0o755);
  sandbox = await startSandbox({ PATH: folder });
  expect(sandbox.how).toMatch(/^Docker, redis/);
  await answered(sandbox.port);
  await sandbox.stop();
  expect(await answers(sandbox.port)).toBeUndefined();
  expect(existsSync(join(folder, 'arguments'))).toBe(true);
  rmSync(folder, { recursive: true });
});

test('where there is nothing, it says what to install', async () => {
  await expect(startSandbox({ PATH: '/nowhere' })).rejects.toMatchObject({
    code: 'unsupported',
    message: expect.stringMatching(/redis-server|brew|Docker/),
  });
});
