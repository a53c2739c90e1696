import { likely, messagePack, type Recogniser } from '../evidence.ts';

const INTERNAL = /^(.+):internal:(?:groups|ack:.+|return:.+)$/;
const HUB = /^((?:[\w-]+\.)*[\w-]*Hub):(?:all|connection:.+|group:.+|user:.+)$/;

/** https://learn.microsoft.com/aspnet/core/signalr/redis-backplane */
export const signalr: Recogniser = {
  framework: 'SignalR',
  channel: ({ name, payload }) => {
    const [, internal] = INTERNAL.exec(name) ?? [];
    if (internal !== undefined && Array.isArray(messagePack(payload)))
      return likely('messages between servers', 'its name, and an array of MessagePack');
    const [, hub] = HUB.exec(name) ?? [];
    const message = hub === undefined ? null : messagePack(payload);
    return Array.isArray(message) && message.length === 2
      ? likely(`messages of ${hub}`, 'its name, and an array of MessagePack')
      : null;
  },
};
