import { WebSocket } from 'ws';
import { contract, type EngineClient } from '#shared/contract/index.ts';
import { connect } from '#shared/rpc/client.ts';
import { streamsOf } from '#shared/rpc/define.ts';
import { webSocketChannel } from '../../src/main/browser-host/web-socket-channel.ts';
import type { BrowserHost } from './browser-host.ts';

/** The engine of a browser host, asked as a page asks it. */
export async function openHostClient(
  host: BrowserHost,
): Promise<{ client: EngineClient; connectionId: string; close: () => void }> {
  const socket = new WebSocket(`ws://127.0.0.1:${host.port}/engine`, { headers: { Origin: host.origin } });
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  const page = await connect(streamsOf(contract), webSocketChannel(socket), { token: host.token });
  const connectionId = await readyConnection(page.client);
  return { client: page.client, connectionId, close: () => page.close() };
}

async function readyConnection(client: EngineClient): Promise<string> {
  for await (const { open } of client.connections.watch())
    if (open[0]?.state.state === 'ready') return open[0].profileId;
  throw new Error('no connection');
}
