import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { contract } from '#shared/contract/index.ts';
import { connect } from '#shared/rpc/client.ts';
import { MemorySecretStore, type HostServices } from '#engine/host-services.ts';
import { EngineHome } from '../../src/main/electron/engine-home.ts';
import { runEngineProcess } from '../../src/main/electron/engine-runtime.ts';
import { MessagePortChannel } from '../../src/renderer/lib/message-port-channel.ts';
import { MessagePortMain, UtilityProcess } from './stand-in.ts';

let folder: string;
let host: HostServices;
let children: UtilityProcess[];
let log: string[];
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
  now = 0;
});
afterEach(async () => {
  await home?.stop();
  home = undefined;
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

/** A home whose children run a real engine in this process, at the far end of the stand-in's link. */
function createHome(alive: boolean): EngineHome {
  home = new EngineHome({
    host,
    development: true,
    now: () => now,
    log: message => log.push(message),
    fork: () => {
      const child = new UtilityProcess();
      if (alive) runEngineProcess(child.parentPort, () => child.die(0));
      children.push(child);
      return child as unknown as Electron.UtilityProcess;
    },
  });
  return home;
}

async function openPage(at: EngineHome) {
  const { port1, port2 } = new MessageChannel();
  at.serve(new MessagePortMain(port1));
  const page = await connect(contract, new MessagePortChannel(port2 as unknown as globalThis.MessagePort));
  return { ...page, port: port2 };
}

describe('the engine', () => {
  test('is started once, in a process of its own, and serves pages through their ports', async () => {
    const page = await openPage(createHome(true));
    expect(children).toHaveLength(1);
    expect(await page.client.app.info()).toMatchObject({
      host: 'desktop',
      version: '1.2.3',
      secrets: { persistent: false },
    });
    page.close();
  });

  test('keeps passwords in the secret store of main', async () => {
    const page = await openPage(createHome(true));
    const target = { address: { kind: 'tcp' as const, host: '127.0.0.1', port: 1 } };
    const draft = { name: 'x', color: 1, environment: 'local' as const, target };
    const { id } = await page.client.connections.save({ draft, password: 's3cret-word' });
    expect(await host.secrets.get(`connection ${id}`)).toBe('s3cret-word');
    page.close();
  });

  test('is started anew when it dies', () => {
    createHome(false);
    children[0]!.die(139);
    expect(children).toHaveLength(2);
    expect(children[1]!.sent[0]!.message).toMatchObject({ type: 'start' });
    expect(log).toEqual(["The engine's process ended with code 139."]);
    children[1]!.on('newListener', () => {});
    queueMicrotask(() => children[1]!.die(0));
  });

  test('moves into main when it dies three times within a minute, and pages are served from there', async () => {
    const at = createHome(false);
    for (const child of [0, 1, 2]) children[child]!.die(1);
    expect(children).toHaveLength(3);
    expect(log.at(-1)).toMatch(/main process.*three times/);
    const page = await openPage(at);
    expect(await page.client.app.info()).toMatchObject({ version: '1.2.3' });
    page.close();
  });

  test('deaths far apart do not count together', () => {
    createHome(false);
    for (const child of [0, 1, 2, 3]) {
      now += 40_000;
      children[child]!.die(1);
    }
    expect(children).toHaveLength(5);
    queueMicrotask(() => children[4]!.die(0));
  });

  test('moves into main at once where no process can be started', async () => {
    home = new EngineHome({
      host,
      development: true,
      log: message => log.push(message),
      fork: () => {
        throw new Error('not permitted');
      },
    });
    const page = await openPage(home);
    expect(await page.client.app.info()).toMatchObject({ host: 'desktop' });
    expect(log[0]).toMatch(/not permitted/);
    page.close();
  });

  test('is stopped in order', async () => {
    const at = createHome(true);
    const page = await openPage(at);
    const closed = new Promise(resolve => page.port.once('close', resolve));
    await at.stop();
    await closed;
    expect(children[0]!.killed).toBe(false);
    expect(children[0]!.sent.at(-1)!.message).toEqual({ type: 'stop' });
    home = undefined;
  });
});
