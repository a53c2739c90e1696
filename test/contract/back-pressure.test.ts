import { once } from 'node:events';
import { expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { z } from 'zod';
import { connect } from '#shared/rpc/client.ts';
import { query, streamsOf } from '#shared/rpc/define.ts';
import { RpcServer } from '#shared/rpc/server.ts';
import { webSocketChannel } from '../../src/main/browser-host/web-socket-channel.ts';
import { WebSocketChannel } from '../../src/renderer/lib/web-socket-channel.ts';
import { until } from '../support/until.ts';

const MEGABYTE = 2 ** 20;
const QUESTIONS = 900;
const contract = { test: { big: query(z.undefined(), z.instanceof(Uint8Array)) } };

test('answers that are not read are not put together: a page that asks and sleeps costs megabytes, not gigabytes', async () => {
  let asked = 0;
  const server = new RpcServer(
    contract,
    { test: { big: async () => new Uint8Array(MEGABYTE).fill(++asked % 256) } },
    { engine: 'run' },
  );
  const sockets = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await once(sockets, 'listening');
  const arrived = once(sockets, 'connection') as Promise<[WebSocket]>;
  const socket = new WebSocket(`ws://127.0.0.1:${(sockets.address() as { port: number }).port}`);
  const page = new WebSocketChannel(socket as unknown as globalThis.WebSocket);
  const [far] = await arrived;
  server.serve(webSocketChannel(far));
  const { client } = await connect(streamsOf(contract), page);

  socket.pause();
  const answers = Array.from({ length: QUESTIONS }, () => client.test.big());
  let still = { asked: -1, since: 0 };
  await until(
    () => {
      if (asked !== still.asked) still = { asked, since: performance.now() };
      return performance.now() - still.since;
    },
    unchangedMs => unchangedMs > 300,
  );
  // What is on its way, what is being answered, and what the sockets hold themselves.
  expect(asked).toBeLessThan(64 + 64);
  expect(far.bufferedAmount).toBeLessThan(100 * MEGABYTE);

  socket.resume();
  const read = await Promise.all(answers);
  expect(read).toHaveLength(QUESTIONS);
  expect(read.every(bytes => bytes.length === MEGABYTE)).toBe(true);
  page.close();
  sockets.close();
});
