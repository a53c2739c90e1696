import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Channel, Message } from '#shared/rpc/channel.ts';
import { EngineLink, retryDelayMs } from './engine-link.ts';

class FakeChannel implements Channel {
  receive: (message: unknown) => void = () => {};
  closes: ((reason: string) => void)[] = [];
  readonly #answer: Message;
  constructor(answer: Message) {
    this.#answer = answer;
  }
  post(message: Message) {
    if (message.t === 'hello') queueMicrotask(() => this.receive(this.#answer));
  }
  onMessage(receiver: (message: unknown) => void) {
    this.receive = receiver;
  }
  onClose(receiver: (reason: string) => void) {
    this.closes.push(receiver);
  }
  close(reason = '') {
    for (const receiver of this.closes.splice(0)) receiver(reason);
  }
}

const welcome = (engine: string): Message => ({ t: 'welcome', version: 1, engine });

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function linkTo(...answers: Message[]) {
  const channels: FakeChannel[] = [];
  const link = new EngineLink(async () => {
    const channel = new FakeChannel(answers[Math.min(channels.length, answers.length - 1)]!);
    channels.push(channel);
    return { channel, token: undefined };
  });
  return { link, channels };
}

it('connects', async () => {
  const { link } = linkTo(welcome('a'));
  link.start();
  await vi.advanceTimersByTimeAsync(0);
  expect(link.getState()).toMatchObject({ phase: 'connected', generation: 1, restarted: false });
});

it('comes back after the channel closed, and tells a restarted engine from the same one', async () => {
  const { link, channels } = linkTo(welcome('a'), welcome('a'), welcome('b'));
  link.start();
  await vi.advanceTimersByTimeAsync(0);
  channels[0]!.close('cable cut');
  expect(link.getState()).toMatchObject({ phase: 'waiting', reason: 'cable cut' });
  await vi.advanceTimersByTimeAsync(1_000);
  expect(link.getState()).toMatchObject({ phase: 'connected', generation: 2, restarted: false });
  channels[1]!.close('crash');
  await vi.advanceTimersByTimeAsync(1_000);
  expect(link.getState()).toMatchObject({ phase: 'connected', generation: 3, restarted: true });
});

it('is there when it was met; one that goes meanwhile is met again', async () => {
  const { link, channels } = linkTo(welcome('a'));
  const met: PromiseWithResolvers<void>[] = [];
  link.start(() => {
    const meeting = Promise.withResolvers<void>();
    met.push(meeting);
    return meeting.promise;
  });
  await vi.advanceTimersByTimeAsync(0);
  expect(link.getState().phase).toBe('connecting');
  channels[0]!.close('cable cut');
  met[0]!.resolve();
  await vi.advanceTimersByTimeAsync(0);
  // As after a connection that failed: one that always goes then is not asked four times a second.
  expect(link.getState()).toMatchObject({ phase: 'waiting', reason: 'cable cut', attempt: 1 });
  await vi.advanceTimersByTimeAsync(1_000);
  met[1]!.resolve();
  await vi.advanceTimersByTimeAsync(0);
  expect(link.getState()).toMatchObject({ phase: 'connected', generation: 1 });
});

it('does not try again with a token that was refused', async () => {
  const { link, channels } = linkTo({
    t: 'refused',
    error: { code: 'unauthorized', message: 'Wrong token.' },
  });
  link.start();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(link.getState()).toEqual({ phase: 'refused', reason: 'Wrong token.' });
  expect(channels).toHaveLength(1);
});

it('waits longer each time, up to ten seconds', () => {
  expect([0, 1, 2, 10].map(attempt => retryDelayMs(attempt, 0.5))).toEqual([250, 500, 1_000, 10_000]);
  expect(retryDelayMs(3, 0)).toBe(1_500);
  expect(retryDelayMs(3, 1)).toBe(2_500);
});
