import { createServer, get, type Server } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { contract } from '#shared/contract/index.ts';
import type { Channel } from '#shared/rpc/channel.ts';
import { connect } from '#shared/rpc/client.ts';
import { streamsOf } from '#shared/rpc/define.ts';
import { RpcServer } from '#shared/rpc/server.ts';
import type { Engine } from '#engine/engine.ts';
import { Admission } from '../../src/main/browser-host/admission.ts';
import { startPageServer } from '../../src/main/browser-host/http-server.ts';
import { readBeside } from '../../src/main/browser-host/read-beside.ts';
import { webSocketChannel } from '../../src/main/browser-host/web-socket-channel.ts';
import { startBrowserHost } from '../support/browser-host.ts';
import { until } from '../support/until.ts';

/** What the browser host does before there is an engine. */
const listening = { host: '127.0.0.1', port: 0, names: [] };
let server: Server | undefined;
afterEach(() => {
  server?.close();
  server?.closeAllConnections();
  server = undefined;
});

const statusOf = (port: number) =>
  new Promise<number>((resolve, reject) => {
    get({ host: '127.0.0.1', port }, response => {
      response.resume();
      resolve(response.statusCode!);
    }).on('error', reject);
  });

test('the page is served, and its hello waits for the engine', async () => {
  const starting = Promise.withResolvers<Engine>();
  const admission = new Admission();
  const started = await startPageServer({
    engine: starting.promise,
    admission,
    listening,
    page: (_request, response) => response.end('the page'),
  });
  server = started.server;
  expect(await statusOf(started.port)).toBe(200);
  const origin = `http://127.0.0.1:${started.port}`;
  const socket = new WebSocket(`ws://127.0.0.1:${started.port}/engine`, { headers: { Origin: origin } });
  await new Promise(resolve => socket.once('open', resolve));
  const welcomed = connect(streamsOf(contract), webSocketChannel(socket), { token: admission.token });
  // Long enough for an engine that is there to have answered many times.
  const first = await Promise.race([welcomed.then(() => 'welcome'), pause(100).then(() => 'nothing yet')]);
  expect(first).toBe('nothing yet');
  const rpc = new RpcServer({}, {}, { engine: 'one' });
  const serve = (channel: Channel, options?: Parameters<Engine['serve']>[1]) => rpc.serve(channel, options);
  starting.resolve({ serve, open() {}, close: async () => {} });
  expect((await welcomed).engine).toBe('one');
});

test('the engine is read part by part, with a turn for requests before each', async () => {
  let happened: string[] = [];
  server = createServer((_, response) => {
    happened.push('request');
    response.end();
  });
  await new Promise<void>(resolve => server!.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const asked: Promise<number>[] = [];
  const part = (name: string) => async () => {
    happened.push(name);
    // Comes while the part is read, which holds up its answer.
    if (name !== 'last') asked.push(statusOf(port));
    const readUntil = performance.now() + 20;
    while (performance.now() < readUntil);
  };
  const readOnce = async () => {
    happened = [];
    const first = statusOf(port);
    await readBeside(server!, [part('first'), part('second'), part('last')]);
    await Promise.all([first, ...asked.splice(0)]);
    return happened;
  };
  // A machine that holds this process up for a few milliseconds makes a request miss its turn: not each time.
  const wanted = ['request', 'first', 'request', 'second', 'request', 'last'];
  await until(readOnce, order => order.join() === wanted.join());
});

test('the engine is read although nobody asks for a page, or somebody asks without end', async () => {
  server = createServer((_, response) => void response.end());
  await new Promise<void>(resolve => server!.listen(0, '127.0.0.1', resolve));
  let parts = 0;
  const part = async () => void parts++;
  await readBeside(server, [part, part]);
  expect(parts).toBe(2);
  const { port } = server.address() as { port: number };
  const stop = new AbortController();
  const asking = (async () => {
    while (!stop.signal.aborted) await statusOf(port);
  })();
  await readBeside(server, [part, part]);
  expect(parts).toBe(4);
  stop.abort();
  await asking;
});

test('a host that is told to end while its engine is being read ends in order', async () => {
  const host = await startBrowserHost();
  const { code } = await host.stop();
  expect(code).toBe(0);
  expect(host.log()).toBe('');
});
