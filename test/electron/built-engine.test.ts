import { mkdtempSync, rmSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { MessageChannel } from 'node:worker_threads';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { contract, type EngineClient } from '#shared/contract/index.ts';
import { connect } from '#shared/rpc/client.ts';
import { streamsOf } from '#shared/rpc/define.ts';
import { MemorySecretStore } from '#engine/host-services.ts';
import { ensureBuilt } from '../../scripts/ensure-built.mjs';
import { EngineHome } from '../../src/main/electron/engine-home.ts';
import type { HostEvent } from '../../src/main/electron/host-link.ts';
import { MessagePortChannel } from '../../src/renderer/lib/message-port-channel.ts';
import { MessagePortMain } from './stand-in/ports.ts';
import { UtilityProcess } from './stand-in/utility-process.ts';

let folder: string;
beforeAll(async () => {
  await ensureBuilt();
  folder = mkdtempSync(join(tmpdir(), 'millrace-built-'));
  vi.stubEnv('MILLRACE_DISCOVERY_PORTS', '');
  vi.stubEnv('DOCKER_HOST', 'unix:///nowhere/docker.sock');
}, 120_000);
afterAll(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

/** One message recorded, decoded, filtered and sorted, and a pipeline composed: each in a bundled worker of its own. */
async function useWorkersOf(client: EngineClient, connectionId: string): Promise<void> {
  const name = new Uint8Array(Buffer.from('packed'));
  await client.pubsub.subscribe({ connectionId, subscriptions: [{ kind: 'channel', name }] });
  let feedId = '';
  for await (const session of client.pubsub.watch({ connectionId })) {
    ({ feedId } = session);
    if (session.subscriptions[0]?.state === 'active') break;
  }
  const recording = await client.recordings.start({ connectionId, name: null });
  const payload = new Uint8Array(gzipSync('{"n":7}'));
  await client.pubsub.publish({ connectionId, channel: name, payload });
  for await (const { counters } of client.pubsub.watch({ connectionId })) if (counters.received > 0) break;
  await client.recordings.stop(recording);
  for await (const { files } of client.recordings.watch()) {
    expect(files).toMatchObject([{ ...recording, messages: 1, lost: 0 }]);
    break;
  }
  const decoded = await client.feeds.decode({ feedId, seq: 0, as: null });
  expect(decoded).toMatchObject({ steps: ['gzip', 'json'], problem: null });
  const filter = { language: 'cel', text: 'event.n == 7', highlight: false, muted: [], solo: [] } as const;
  const sorted = client.feeds.view({
    feedId,
    viewId: 'sorted',
    viewport: { follow: false, from: 0, rows: 10 },
    filter: { ...filter, muted: [], solo: [] },
    sort: { by: ['n'], direction: 'ascending' },
  });
  for await (const { sort, seqs } of sorted) {
    if (!sort?.done) continue;
    expect([...seqs]).toEqual([0]);
    break;
  }
  const file = {
    source: { type: 'generator', fields: { n: '{{seq}}' }, count: 3 },
    sinks: [{ type: 'stdout' }],
  };
  const of = { connectionId, text: JSON.stringify(file), name: 'Composed', index: 0 };
  for await (const { state, events } of client.compose.sample(of)) {
    if (state !== 'ended') continue;
    const { steps } = await client.compose.preview({ ...of, events });
    expect(steps).toContainEqual({ step: 'decode', out: 3 });
    break;
  }
}

test(
  'the bundle of the engine serves a page and runs a recipe in its bundled worker',
  { timeout: 60_000 },
  async () => {
    const child = new UtilityProcess();
    Object.assign(process, { parentPort: child.parentPort });
    vi.spyOn(process, 'exit').mockImplementation(((code: number) => child.die(code)) as never);
    await import(
      /* @vite-ignore */ pathToFileURL(join(import.meta.dirname, '../../out/main/engine-process.js')).href
    );

    const heard: HostEvent[] = [];
    const home = new EngineHome({
      host: Promise.resolve({
        kind: 'desktop',
        version: '1.2.3',
        fallback: null,
        settingsFolder: folder,
        secrets: new MemorySecretStore(),
      }),
      heard: event => heard.push(event),
      development: true,
      log: () => {},
      fork: () => {
        setImmediate(() => child.spawn());
        return child;
      },
      loadEngine: () => Promise.reject(new Error('no engine in main')),
    });
    const { port1, port2 } = new MessageChannel();
    home.serve(new MessagePortMain(port1));
    const { client } = await connect(
      streamsOf(contract),
      new MessagePortChannel(port2 as unknown as globalThis.MessagePort),
    );

    // A first start that finds no server has its sandbox.
    let connectionId = '';
    for await (const { sandbox, open } of client.connections.watch()) {
      if (sandbox.state !== 'running' || open[0]?.state.state !== 'ready') continue;
      connectionId = sandbox.profileId;
      break;
    }
    await client.pipelines.start({ id: 'wikipedia-edits', connectionId, offline: true });
    for await (const run of client.pipelines.run({ id: 'wikipedia-edits' })) {
      expect(run?.error ?? null).toBeNull();
      if (run?.pipelines.some(({ received }) => received > 10)) break;
    }
    expect(heard.findLast(({ type }) => type === 'pipelines')).toEqual({ type: 'pipelines', running: 1 });
    await useWorkersOf(client, connectionId);
    await home.stop();
    expect(child.killed).toBe(false);
  },
);
