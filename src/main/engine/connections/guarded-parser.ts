import type { Redis } from 'ioredis';
import dataHandler from 'ioredis/built/DataHandler.js';
import type { MessageCutter } from './message-cutter.ts';
import { ProtocolBreak, ReplyBounds } from './reply-bounds.ts';

interface DataHandler {
  redis: Redis;
  dispatch: (deliver: () => void) => void;
}

// A reply whose shape does not fit (a null where a channel stands) makes ioredis throw, and it throws that again on the next tick, where
// nothing can catch it and the process ends. It is the fault of that one server: its connection is told. (Node imports a CommonJS module as a
// whole, and other loaders its default export.)
const { prototype } = ('default' in dataHandler ? dataHandler.default : dataHandler) as {
  prototype: DataHandler;
};
prototype.dispatch = function (deliver) {
  try {
    deliver();
  } catch (error) {
    this.redis.emit('error', error instanceof ProtocolBreak ? error : unfit(error));
  }
};

const unfit = (cause: unknown) => new ProtocolBreak('sent an answer that does not fit', { cause });

/** What ioredis says of a reply when no command waits for one. */
const UNSOLICITED = /^Command queue state error/;

/**
 * Puts bounds in front of the parser of a connection that is about to be made.
 *
 * @param onBreak called when the server broke the protocol: the parser gets nothing from then on, and the connection is to be closed
 * @returns a function that has messages taken out before the parser, once the connection is a subscriber
 */
export function guardParser(
  redis: Redis,
  onBreak: (reason: ProtocolBreak) => void,
): (cutter: MessageCutter) => void {
  let cutter: MessageCutter | undefined;
  const bounds = new ReplyBounds();
  let isBroken = false;
  const isIntact = () => !isBroken;
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
        if (cutter && redis.mode === 'subscriber') readBetween(cutter, chunk);
        else {
          bounds.pass(chunk);
          give(chunk);
        }
      } catch (error) {
        end(error instanceof ProtocolBreak ? error : unfit(error));
      }
    });
    const give = (bytes: Buffer) => {
      for (const take of parse) take(bytes);
    };
    /** Messages are taken where one can begin; what is between them goes to the parser reply by reply. */
    const readBetween = (messages: MessageCutter, chunk: Buffer) => {
      for (let at = 0; at < chunk.length && isIntact();) {
        if (bounds.isBetweenReplies) at = messages.cut(chunk, at);
        if (at === chunk.length) return;
        const replyEnd = bounds.passReply(chunk, at);
        give(chunk.subarray(at, replyEnd));
        at = replyEnd;
      }
    };
    for (const take of parse) stream.off('data', take);
  });
  redis.on('error', (error: Error) => {
    if (error instanceof ProtocolBreak) end(error);
    else if (UNSOLICITED.test(error.message))
      end(new ProtocolBreak('sent an answer that nobody asked for', { cause: error }));
  });
  return wanted => {
    cutter = wanted;
  };
}
