import { packedEntry } from '#shared/redis/entry-bytes.ts';
import { parseBytesText } from '#shared/redis/text.ts';
import { TaskThreads } from '../threads/task-threads.ts';
import type { TemplateAnswer, TemplateRequest, TemplateStart } from './template-messages.ts';

const threads = new TaskThreads<TemplateStart, TemplateRequest, TemplateAnswer>({
  worker: './pubsub/template-worker.ts',
  name: 'template',
  memoryLimitMb: 1_024,
  itemLimitMs: 1_000,
  words: {
    outOfMemory: limit =>
      `The values in {{ }} needed more than ${limit}. Look for an expression that builds large values.`,
    tooSlow: limit =>
      `The values in {{ }} took over ${limit} for one message. Look for an expression that loops over large lists.`,
    crashed: reason => `The values in {{ }} could not be made: ${reason}`,
  },
});

/** Payloads of a text with `{{...}}` in it, each made anew; `seq` counts them. Whoever opens one closes it. */
export interface PayloadMaker {
  /**
   * The next payloads.
   *
   * @returns `count` of them, or fewer when those before have `maxBytes`; at least one
   * @throws {MillraceError} `bad-input` where a value cannot be made; `timeout`, `too-large`
   */
  next(count: number, maxBytes: number): Promise<Buffer[]>;
  close(): void;
}

/**
 * Values are made in a thread: what somebody writes there cannot hold up the engine. A text without values needs none.
 *
 * @param escaped the text, once made, is written with `\\xNN` escapes
 * @throws {MillraceError} `bad-input` with the offset in `detail.at`
 */
export async function openPayloadMaker(
  text: string,
  escaped: boolean,
  seed = newSeed(),
): Promise<PayloadMaker> {
  if (!text.includes('{{')) return alwaysTheSame(Buffer.from(escaped ? parseBytesText(text) : text));
  const task = threads.begin({ text, escaped, seed });
  const close = () => void task.close();
  try {
    await task.begun;
  } catch (error) {
    close();
    throw error;
  }
  return {
    async next(count, maxBytes) {
      const pack = await task.ask({ count, maxBytes });
      return Array.from(pack.ends, (_, index) => Buffer.from(packedEntry(pack, index)));
    },
    close,
  };
}

function alwaysTheSame(payload: Buffer): PayloadMaker {
  return {
    next: (count, maxBytes) => {
      const fitting = Math.max(1, Math.ceil(maxBytes / Math.max(1, payload.length)));
      return Promise.resolve(Array.from({ length: Math.min(count, fitting) }, () => payload));
    },
    close: () => {},
  };
}

function newSeed(): number {
  return Math.floor(Math.random() * 2 ** 32);
}
