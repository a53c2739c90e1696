import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { contract } from '#shared/contract/index.ts';
import { connect } from '#shared/rpc/client.ts';
import { streamsOf } from '#shared/rpc/define.ts';
import { MemorySecretStore, type HostServices } from '#engine/host-services.ts';
import { startEngine } from '#engine/engine.ts';
import { ENGINE_SERVICE, EngineHome } from '../../src/main/electron/engine-home.ts';
import { runEngineProcess } from '../../src/main/electron/engine-runtime.ts';
import type { HostEvent } from '../../src/main/electron/host-link.ts';
import { MessagePortChannel } from '../../src/renderer/lib/message-port-channel.ts';
import { MessagePortMain } from './stand-in/ports.ts';
import { UtilityProcess } from './stand-in/utility-process.ts';

let folder: string;
let host: HostServices;
let children: UtilityProcess[];
let log: string[];
let heard: HostEvent[];
let home: EngineHome | undefined;
let now = 0;

beforeEach(() => {
  // No server of this machine is the tests' business.
  vi.stubEnv('REDIS_URL', 'redis://127.0.0.1:1');
  folder = mkdtempSync(join(tmpdir(), 'millrace-home-'));
  host = {
    kind: 'desktop',
    version: '1.2.3',
    fallback: null,
    settingsFolder: folder,
    secrets: new MemorySecretStore(),
  };
  children = [];
  log = [];
  heard = [];
  now = 0;
});
afterEach(async () => {
  vi.useRealTimers();
  const stopped = home?.stop();
  // Whoever hears nothing does not hear that either.
  for (const child of children) if (child.parentPort.listenerCount('message') === 0) child.die(0);
  await stopped;
  home = undefined;
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

/** What becomes of a child: it runs a real engine in this process, or nothing at all, or is never launched. */
type Fate = 'alive' | 'mute' | 'never';

function createHome(fate: Fate, hostComes: Promise<HostServices> = Promise.resolve(host)): EngineHome {
  home = new EngineHome({
    host: hostComes,
    heard: event => heard.push(event),
    development: true,
    now: () => now,
    loadEngine: async () => ({ startEngine }),
    log: message => log.push(message),
    fork: () => {
      const child = new UtilityProcess();
      children.push(child);
      if (fate !== 'never')
        setImmediate(() => {
          if (fate === 'alive') runEngineProcess(child.parentPort, () => child.die(0));
          child.spawn();
        });
      return child;
    },
  });
  return home;
}

async function openPage(at: EngineHome) {
  const { port1, port2 } = new MessageChannel();
  at.serve(new MessagePortMain(port1));
  const page = await connect(
    streamsOf(contract),
    new MessagePortChannel(port2 as unknown as globalThis.MessagePort),
  );
  return { ...page, port: port2 };
}
const spawned = (child: UtilityProcess) =>
  child.pid === undefined ? new Promise(resolve => child.once('spawn', resolve)) : Promise.resolve();
const launchFailed = { type: 'Utility', reason: 'launch-failed', name: ENGINE_SERVICE, exitCode: 1_002 };

test('an engine that was stopped while the key store was asked is not started afterwards', async () => {
  const answered = Promise.withResolvers<HostServices>();
  const stopping = createHome('mute', answered.promise);
  const [child] = children;
  await new Promise(resolve => child!.once('spawn', resolve));
  const stopped = stopping.stop();
  answered.resolve(host);
  await answered.promise;
  await new Promise(resolve => setImmediate(resolve));
  expect(child!.sent.map(({ message }) => message)).toEqual([{ type: 'stop' }]);
  child!.die(0);
  await stopped;
});

describe('the engine', () => {
  test('is started once, in a process of its own, and serves pages through their ports', async () => {
    const page = await openPage(createHome('alive'));
    expect(children).toHaveLength(1);
    expect(await page.client.app.info()).toMatchObject({
      host: 'desktop',
      version: '1.2.3',
      secrets: { persistent: false },
    });
    expect(heard).toContainEqual({ type: 'theme', theme: 'system' });
    page.close();
  });

  test('is started when the key store has answered; pages that asked before wait for it', async () => {
    const secrets = Promise.withResolvers<HostServices>();
    const at = createHome('alive', secrets.promise);
    const opening = openPage(at);
    await spawned(children[0]!);
    expect(children[0]!.sent).toEqual([]);
    secrets.resolve(host);
    const page = await opening;
    expect(children[0]!.sent.map(({ message }) => (message as { type: string }).type)).toEqual([
      'start',
      'page',
    ]);
    page.close();
  });

  test('keeps passwords in the secret store of main', async () => {
    const page = await openPage(createHome('alive'));
    const target = { address: { kind: 'tcp' as const, host: '127.0.0.1', port: 1 } };
    const draft = { name: 'x', color: 1, environment: 'local' as const, target };
    const { id } = await page.client.connections.save({ draft, password: 's3cret-word' });
    expect(await host.secrets.get(`connection ${id}`)).toBe('s3cret-word');
    page.close();
  });

  test('shows a page what was opened from the desktop', async () => {
    const at = createHome('alive');
    at.open({ kind: 'address', url: 'redis://example.org' });
    const page = await openPage(at);
    for await (const { count } of page.client.opened.waiting()) if (count === 1) break;
    expect(await page.client.opened.take()).toEqual({ kind: 'address', url: 'redis://example.org' });
    expect(await page.client.opened.take()).toBeNull();
    page.close();
  });

  test('serves a thousand pages, and keeps no port of those that were closed', async () => {
    const at = createHome('alive');
    (await openPage(at)).close();
    const ports = () => process.getActiveResourcesInfo().filter(name => name === 'MessagePort').length;
    await vi.waitFor(() => expect(ports()).toBe(0));
    for (let round = 0; round < 40; round++) {
      const pages = await Promise.all(Array.from({ length: 25 }, () => openPage(at)));
      expect(ports()).toBeGreaterThan(0);
      for (const page of pages) page.close();
    }
    await vi.waitFor(() => expect(ports()).toBe(0));
  });

  test('is started anew when it dies', async () => {
    createHome('mute');
    await spawned(children[0]!);
    children[0]!.emit('error', 'FatalError', 'v8::OOM', '{}');
    children[0]!.die(139);
    expect(children).toHaveLength(2);
    await spawned(children[1]!);
    await vi.waitFor(() => expect(children[1]!.sent[0]!.message).toMatchObject({ type: 'start' }));
    expect(log).toEqual([
      "The engine's process: FatalError at v8::OOM",
      "The engine's process ended with code 139.",
    ]);
  });

  test('moves into main when it dies three times within a minute, and pages are served from there', async () => {
    const at = createHome('mute');
    for (const child of [0, 1, 2]) {
      await spawned(children[child]!);
      children[child]!.die(1);
    }
    expect(children).toHaveLength(3);
    expect(log.at(-1)).toMatch(/main process.*three times/);
    const page = await openPage(at);
    expect(await page.client.app.info()).toMatchObject({ version: '1.2.3' });
    page.close();
  });

  test('deaths far apart do not count together', async () => {
    createHome('mute');
    for (const child of [0, 1, 2, 3]) {
      now += 40_000;
      await spawned(children[child]!);
      children[child]!.die(1);
    }
    expect(children).toHaveLength(5);
  });

  test('moves into main where Electron says that its process could not be launched', async () => {
    const at = createHome('never');
    at.childProcessGone({ ...launchFailed, type: 'GPU' });
    at.childProcessGone({ ...launchFailed, name: 'another' });
    expect(log).toEqual([]);
    at.childProcessGone(launchFailed);
    const page = await openPage(at);
    expect(await page.client.app.info()).toMatchObject({ host: 'desktop' });
    expect(log[0]).toMatch(/could not be launched \(launch-failed/);
    page.close();
  });

  test('moves into main where nothing at all is heard of its process', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const at = createHome('never');
    vi.advanceTimersByTime(15_000);
    vi.useRealTimers();
    const page = await openPage(at);
    expect(log[0]).toMatch(/did not start in time/);
    page.close();
  });

  test('a death that Electron tells of twice counts once', async () => {
    const at = createHome('mute');
    await spawned(children[0]!);
    children[0]!.die(9);
    await spawned(children[1]!);
    at.childProcessGone({ ...launchFailed, reason: 'killed' });
    expect(children).toHaveLength(2);
    expect(log).toHaveLength(1);
  });
});

describe('it is stopped', () => {
  test('in order', async () => {
    const at = createHome('alive');
    const page = await openPage(at);
    const closed = new Promise(resolve => page.port.once('close', resolve));
    await Promise.all([at.stop(), at.stop()]);
    await closed;
    expect(children[0]!.killed).toBe(false);
    expect(
      children[0]!.sent.filter(({ message }) => (message as { type: string }).type === 'stop'),
    ).toHaveLength(1);
  });

  test('also before its process is there, and one that was never launched is not waited for', async () => {
    const before = createHome('alive');
    await before.stop();
    const never = createHome('never');
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const stopped = never.stop();
    await vi.advanceTimersByTimeAsync(1_000);
    await stopped;
    expect(children).toHaveLength(2);
  });

  test('by force when it does not answer', async () => {
    const at = createHome('mute');
    await spawned(children[0]!);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const stopped = at.stop();
    await vi.advanceTimersByTimeAsync(4_500);
    await stopped;
    expect(children[0]!.killed).toBe(true);
    expect(children).toHaveLength(1);
  });

  test('when it has died just before', async () => {
    const at = createHome('mute');
    await spawned(children[0]!);
    const stopped = at.stop();
    children[0]!.die(1);
    await stopped;
    expect(children).toHaveLength(1);
  });
});
