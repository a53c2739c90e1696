import type { MessagePortMain } from 'electron';
import { compactBytes } from '#shared/rpc/bytes.ts';
import type { Channel } from '#shared/rpc/channel.ts';

/** The engine's end of a page's port. Messages wait in the port until the receiver is set. */
export function messagePortChannel(port: MessagePortMain): Channel {
  let closedBecause: string | undefined;
  const closeReceivers: ((reason: string) => void)[] = [];
  const closed = (reason: string) => {
    if (closedBecause !== undefined) return;
    closedBecause = reason;
    for (const told of closeReceivers.splice(0)) told(reason);
  };
  port.on('close', () => closed('the page has gone'));
  return {
    post(message) {
      if (closedBecause === undefined) port.postMessage(compactBytes(message));
    },
    onMessage(receiver) {
      port.on('message', event => receiver(event.data));
      port.start();
    },
    onClose(told) {
      if (closedBecause === undefined) closeReceivers.push(told);
      else told(closedBecause);
    },
    close(reason = 'closed') {
      port.close();
      closed(reason);
    },
  };
}
