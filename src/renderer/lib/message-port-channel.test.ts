import { afterEach, expect, it } from 'vitest';
import { MessagePortChannel } from './message-port-channel.ts';

let open: MessagePort[] = [];
afterEach(() => {
  for (const port of open) port.close();
  open = [];
});

function pair() {
  const { port1, port2 } = new MessageChannel();
  open.push(port1, port2);
  return { channel: new MessagePortChannel(port1), far: port2 };
}

const received = (port: MessagePort) =>
  new Promise(resolve => {
    port.addEventListener('message', event => resolve(event.data), { once: true });
    port.start();
  });

it('carries messages both ways, typed arrays included', async () => {
  const { channel, far } = pair();
  const answer = new Promise(resolve => channel.onMessage(resolve));
  far.postMessage({ t: 'next', id: 1, item: new Float64Array([1.5]) });
  expect(await answer).toEqual({ t: 'next', id: 1, item: new Float64Array([1.5]) });
  const sent = received(far);
  channel.post({ t: 'cancel', id: 1 });
  expect(await sent).toEqual({ t: 'cancel', id: 1 });
});

it('keeps what arrives before anybody listens', async () => {
  const { channel, far } = pair();
  const other = pair();
  const later = received(other.far);
  far.postMessage({ t: 'end', id: 7 });
  // What is sent after it on another pair has arrived: so has this.
  other.channel.post({ t: 'end', id: 8 });
  await later;
  expect(await new Promise(resolve => channel.onMessage(resolve))).toEqual({ t: 'end', id: 7 });
});

it('closes once, with a reason, when the other side closes', async () => {
  const { channel, far } = pair();
  const reasons: string[] = [];
  channel.onMessage(() => {});
  const closed = new Promise<void>(resolve =>
    channel.onClose(reason => {
      reasons.push(reason);
      resolve();
    }),
  );
  far.close();
  await closed;
  channel.close('again');
  channel.onClose(reason => reasons.push(reason));
  expect(reasons).toEqual(['the engine went away', 'the engine went away']);
});
