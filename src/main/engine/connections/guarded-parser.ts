import { createRequire } from 'node:module';
import type { Redis } from 'ioredis';
import { ProtocolBreak, ReplyBounds } from './reply-bounds.ts';

interface DataHandler {
  redis: Redis;
  dispatch: (deliver: () => void) => void;
}

// A reply whose shape does not fit (a null where a channel stands) makes ioredis throw, and it throws that again on the next tick, where
// nothing can catch it and the process ends. It is the fault of that one server: its connection is told.
const { default: handler } = createRequire(import.meta.url)('ioredis/built/DataHandler.js') as {
  default: { prototype: DataHandler };
};
handler.prototype.dispatch = function (deliver) {
  try {
    deliver();
  } catch (error) {
    const broken =
      error instanceof ProtocolBreak
        ? error
        : new ProtocolBreak('sent an answer that does not fit', { cause: error });
    this.redis.emit('error', broken);
  }
};

/** What ioredis says of a reply when no command waits for one. */
const UNSOLICITED = /^Command queue state error/;

/**
 * Puts bounds in front of the parser of a connection that is about to be made.
 *
 * @param onBreak called when the server broke the protocol: the parser gets nothing from then on, and the connection is to be closed
 */
export function guardParser(redis: Redis, onBreak: (reason: ProtocolBreak) => void): void {
  const bounds = new ReplyBounds();
  let isBroken = false;
  const end = (reason: ProtocolBreak) => {
    if (isBroken) return;
    isBroken = true;
    onBreak(reason);
  };
  redis.once('connect', () => {
    const { stream } = redis;
    const parse = stream.listeners('data') as ((chunk: Buffer) => void)[];
    stream.prependListener('data', (chunk: Buffer) => {
      if (isBroken) return;
      try {
        bounds.pass(chunk);
      } catch (error) {
        end(error as ProtocolBreak);
        return;
      }
      for (const take of parse) take(chunk);
    });
    for (const take of parse) stream.off('data', take);
  });
  redis.on('error', (error: Error) => {
    if (error instanceof ProtocolBreak) end(error);
    else if (UNSOLICITED.test(error.message))
      end(new ProtocolBreak('sent an answer that nobody asked for', { cause: error }));
  });
}
