import { PORT_CHANNEL } from '#shared/desktop.ts';
import type { Channel } from '#shared/rpc/channel.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import { MessagePortChannel } from './message-port-channel.ts';
import { sessionKey } from './session-key.ts';
import { WebSocketChannel } from './web-socket-channel.ts';

declare global {
  interface Window {
    /** The desktop host's preload: one function that asks for a port to the engine, which comes as a window message. */
    millrace?: { requestPort(nonce: string): void };
  }
}

const PORT_TIMEOUT_MS = 10_000;

/** A channel to the engine of whichever host serves this page, and what the browser host asks for in the hello. */
export async function openChannel(): Promise<{ channel: Channel; token: string | undefined }> {
  if (window.millrace)
    return { channel: new MessagePortChannel(await requestPort(window.millrace)), token: undefined };
  const token = await sessionKey();
  const scheme = window.location.protocol === 'https:' ? 'wss' : 'ws';
  const socket = new WebSocket(`${scheme}://${window.location.host}/engine`);
  return { channel: new WebSocketChannel(socket), token };
}

/** @throws {MillraceError} `timeout` */
function requestPort(host: NonNullable<Window['millrace']>): Promise<MessagePort> {
  return new Promise((resolve, reject) => {
    const nonce = crypto.randomUUID();
    const heard = new AbortController();
    const timer = setTimeout(() => {
      heard.abort();
      reject(new MillraceError('timeout', 'The desktop host gave no port to the engine.'));
    }, PORT_TIMEOUT_MS);
    const receive = ({ data, ports, source }: MessageEvent<{ type?: unknown; nonce?: unknown } | null>) => {
      const [port] = ports;
      if (source !== window || data?.type !== PORT_CHANNEL || data.nonce !== nonce || !port) return;
      clearTimeout(timer);
      heard.abort();
      resolve(port);
    };
    window.addEventListener('message', receive, { signal: heard.signal });
    host.requestPort(nonce);
  });
}
