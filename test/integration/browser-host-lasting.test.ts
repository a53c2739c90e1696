import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { contract } from '#shared/contract/index.ts';
import { connect } from '#shared/rpc/client.ts';
import { streamsOf } from '#shared/rpc/define.ts';
import { heapFlags } from '../../bin/lean-heap.mjs';
import { webSocketChannel } from '../../src/main/browser-host/web-socket-channel.ts';
import { startBrowserHost, type BrowserHost } from '../support/browser-host.ts';
import { startRedisServer, type TestServer } from '../support/redis-server.ts';
import { until } from '../support/until.ts';

let redis: TestServer;
let host: BrowserHost;
beforeAll(async () => {
  redis = await startRedisServer();
  host = await startBrowserHost(['--redis', redis.url], {
    MILLRACE_TOKEN: 'a-token-that-nobody-else-may-read-x',
  });
}, 120_000);
afterAll(async () => {
  await host.stop();
  await redis.stop();
});

/** A page as a person opens it: it asks, and it watches. */
async function openPage() {
  const socket = new WebSocket(`ws://127.0.0.1:${host.port}/engine`, { headers: { Origin: host.origin } });
  await once(socket, 'open');
  const page = await connect(streamsOf(contract), webSocketChannel(socket), { token: host.token });
  for await (const { open } of page.client.connections.watch()) if (open.length > 0) break;
  // Watched until the page is gone.
  void (async () => {
    for await (const _ of page.client.app.status());
  })().catch(() => {});
  return { ...page, socket };
}

const wordsOf = (pid: number, file: 'cmdline' | 'environ') =>
  readFileSync(`/proc/${pid}/${file}`, 'utf8').split('\0');

test.skipIf(process.platform !== 'linux')(
  'whoever does not say how small its heaps are to be has them small all the same, in the process that was launched',
  async () => {
    const unsaid = await startBrowserHost([], { MALLOC_ARENA_MAX: undefined }, { isLean: false });
    try {
      for (const { child } of [host, unsaid]) {
        expect(wordsOf(child.pid!, 'cmdline')).toEqual(expect.arrayContaining(heapFlags));
        expect(wordsOf(child.pid!, 'environ')).toContain('MALLOC_ARENA_MAX=2');
      }
    } finally {
      await unsaid.stop();
    }
  },
);

test.skipIf(process.platform !== 'linux')('what a person told V8 themselves stays', async () => {
  const own = await startBrowserHost([], { NODE_OPTIONS: '--max-semi-space-size=16' }, { isLean: false });
  try {
    const words = wordsOf(own.child.pid!, 'cmdline');
    expect(words.filter(word => /heap|space/.test(word))).toEqual(['--heap-growing-percent=50']);
  } finally {
    await own.stop();
  }
});

const ofProcess = (what: 'fd' | 'task') => readdirSync(`/proc/${host.child.pid}/${what}`).length;

test.skipIf(process.platform !== 'linux')(
  'a thousand pages that were opened and closed leave no socket, no thread and no listener behind',
  async () => {
    (await openPage()).close();
    const before = { fd: ofProcess('fd'), task: ofProcess('task') };
    for (let round = 0; round < 40; round++) {
      const pages = await Promise.all(Array.from({ length: 25 }, openPage));
      const gone = pages.map(({ socket }) => once(socket, 'close'));
      // Half of them say goodbye; the others are cut off, as by a browser that crashed.
      pages.forEach((page, index) => (index % 2 === 0 ? page.close() : page.socket.terminate()));
      await Promise.all(gone);
    }
    const after = await until(
      () => ({ fd: ofProcess('fd'), task: ofProcess('task') }),
      ({ fd, task }) => fd <= before.fd && task <= before.task,
    );
    expect(after.fd).toBeLessThanOrEqual(before.fd);
    expect(after.task).toBeLessThanOrEqual(before.task);
    // Node warns of listeners that pile up.
    expect(host.log()).not.toContain('MaxListenersExceededWarning');
  },
  120_000,
);

/** Debian's and Alpine's `nobody`. */
const NOBODY = 65_534;

test.skipIf(process.platform !== 'linux' || process.getuid?.() !== 0)(
  'another user reads neither the token nor a file, whatever the folder above allows',
  async () => {
    const page = await openPage();
    await page.client.app.updateSettings({ utc: true });
    await page.client.page.rememberDraft({ name: 'x', text: 'a draft' });
    page.close();
    await until(
      () => readdirSync(host.settingsFolder),
      names => names.includes('page.json'),
    );
    const asNobody = (...args: [string, ...string[]]) => {
      const [program, ...rest] = args;
      const { status, stdout, stderr } = spawnSync(program, rest, {
        uid: NOBODY,
        gid: NOBODY,
        encoding: 'latin1',
      });
      return { status, said: stdout + stderr };
    };
    expect(asNobody('ls', '/').status).toBe(0);
    expect(asNobody('ls', host.settingsFolder)).toMatchObject({ status: 2 });
    for (const name of readdirSync(host.settingsFolder)) {
      const { status, said } = asNobody('cat', join(host.settingsFolder, name));
      expect([name, status]).toEqual([name, 1]);
      expect(said).toContain('Permission denied');
    }
    for (const what of ['cmdline', 'environ', 'maps']) {
      const { said } = asNobody('cat', `/proc/${host.child.pid}/${what}`);
      expect(said).not.toContain(host.token);
    }
    // It is there: root, and the same user, find it.
    expect(readFileSync(`/proc/${host.child.pid}/environ`, 'latin1')).toContain(host.token);
  },
);
