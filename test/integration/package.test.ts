import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { contract } from '#shared/contract/index.ts';
import { connect } from '#shared/rpc/client.ts';
import { streamsOf } from '#shared/rpc/define.ts';
import { ensureBuilt } from '../../scripts/ensure-built.mjs';
import { webSocketChannel } from '../../src/main/browser-host/web-socket-channel.ts';
import { startBrowserHost } from '../support/browser-host.ts';
import { linkDependencies, pack, unpack } from '../support/package.ts';
import { startRedisServer } from '../support/redis-server.ts';

/** What `npm i -g` installs: the build alone, with no source and no development dependency beside it. */
const run = promisify(execFile);

let folder: string;
let program: string;
beforeAll(async () => {
  await ensureBuilt();
  folder = await mkdtemp(join(tmpdir(), 'millrace-package-'));
  const app = join(folder, 'app');
  await unpack(await pack(folder, '--ignore-scripts'), app);
  await linkDependencies(app);
  program = join(app, 'bin/millrace.mjs');
}, 120_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

test('has the build and what it needs, and neither sources nor tests', async () => {
  expect((await readdir(join(folder, 'app'))).sort()).toEqual(
    expect.arrayContaining(['LICENSE', 'README.md', 'bin', 'out', 'package.json', 'resources']),
  );
  for (const left of ['src', 'test', 'docs']) expect(await readdir(join(folder, 'app'))).not.toContain(left);
  // What updates the desktop app is of no use here, and half a megabyte.
  expect(await readdir(join(folder, 'app/out/main'))).not.toContain('updater.js');
});

test('runs the command line, with its recipes and its threads', async () => {
  const { stdout } = await run(process.execPath, [program, 'recipes']);
  expect(stdout).toMatch(/^wikipedia-edits /m);
  const file = join(folder, 'count.json');
  await writeFile(
    file,
    JSON.stringify({
      name: 'Count',
      source: { type: 'generator', fields: { k: 'a' }, count: 3 },
      sinks: [{ type: 'stdout' }],
    }),
  );
  const counted = await run(process.execPath, [program, 'run', file]);
  expect(counted.stdout.trim().split('\n')).toHaveLength(3);
});

test('serves the page and the engine behind it', async () => {
  const redis = await startRedisServer();
  const host = await startBrowserHost(['--redis', redis.url], {}, { program });
  try {
    const html = await (await fetch(`${host.origin}/`)).text();
    const script = /src="\.?(\/assets\/[^"]+\.js)"/.exec(html)![1]!;
    expect((await fetch(host.origin + script)).status).toBe(200);
    const socket = new WebSocket(`${host.origin.replace('http', 'ws')}/engine`, {
      headers: { Origin: host.origin },
    });
    await new Promise(resolve => socket.once('open', resolve));
    const page = await connect(streamsOf(contract), webSocketChannel(socket), { token: host.token });
    expect(await page.client.app.info()).toMatchObject({ host: 'browser' });
    for await (const { open } of page.client.connections.watch(undefined))
      if (open[0]?.state.state === 'ready') break;
    // The values of a template are made in a thread, which is a bundle of its own.
    const { payload } = await page.client.pubsub.previewTemplate({ template: '{{1 + 1}}', escaped: false });
    expect(Buffer.from(payload).toString()).toBe('2');
    page.close();
  } finally {
    await host.stop();
    await redis.stop();
  }
});
