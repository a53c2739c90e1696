import { WebSocket } from 'ws';
import type { Channel, Message } from '#shared/rpc/channel.ts';
import { decodeFrame, encodeFrame } from '#shared/rpc/codec.ts';

/** WebSocket close codes: https://www.rfc-editor.org/rfc/rfc6455#section-7.4.1 */
const UNSUPPORTED_DATA = 1003;
const NORMAL = 1000;
/** A control frame carries at most 125 bytes, two of them the code. */
const MAX_REASON_BYTES = 123;

/** More than this on its way to a page that does not read, and nothing more is put together for it. */
const MAX_UNREAD_BYTES = 8 * 2 ** 20;

/** A page's end of the engine over a WebSocket. Text frames and frames that do not decode close it. */
export function webSocketChannel(socket: WebSocket): Channel {
  let receiver: ((message: unknown) => void) | undefined;
  let early: unknown[] = [];
  let closedBecause: string | undefined;
  const closeReceivers: ((reason: string) => void)[] = [];
  let waiting: (() => void)[] = [];
  const wake = () => {
    const woken = waiting;
    waiting = [];
    for (const resolve of woken) resolve();
  };
  socket.binaryType = 'nodebuffer';
  socket.on('message', (data: Buffer, isBinary) => {
    let message: unknown;
    try {
      if (!isBinary) throw new Error('a text frame');
      message = decodeFrame(data);
    } catch {
      socket.close(UNSUPPORTED_DATA, 'not a frame of the protocol');
      return;
    }
    if (receiver) receiver(message);
    else early.push(message);
  });
  // An error (an oversized message, a protocol violation) is always followed by close.
  let failure = '';
  socket.on('error', error => (failure = error.message));
  socket.on('close', (code, reason) => {
    closedBecause = reason.toString() || failure || `the WebSocket closed (${code})`;
    for (const told of closeReceivers.splice(0)) told(closedBecause);
    wake();
  });
  return {
    post(message: Message) {
      if (socket.readyState === WebSocket.OPEN) socket.send(encodeFrame(message), wake);
    },
    async drained() {
      while (socket.readyState === WebSocket.OPEN && socket.bufferedAmount > MAX_UNREAD_BYTES)
        await new Promise<void>(resolve => waiting.push(resolve));
    },
    onMessage(next) {
      receiver = next;
      for (const message of early) next(message);
      early = [];
    },
    onClose(told) {
      if (closedBecause === undefined) closeReceivers.push(told);
      else told(closedBecause);
    },
    close(reason = '') {
      socket.close(NORMAL, Buffer.from(reason).subarray(0, MAX_REASON_BYTES).toString());
    },
  };
}
