import { packedEntry } from '#shared/redis/entry-bytes.ts';
import { parseBytesText } from '#shared/redis/text.ts';
import { TaskThreads } from '../threads/task-threads.ts';
import type { TemplateAnswer, TemplateRequest, TemplateStart } from './template-messages.ts';

const threads = new TaskThreads<TemplateStart, TemplateRequest, TemplateAnswer>({
  worker: './templates/template-worker.ts',
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

/** What texts with `{{...}}` in them say, each item made anew; `seq` counts the items. Whoever opens one closes it. */
export interface TextMaker {
  /**
   * The next items, each with what was made of every text.
   *
   * @returns `count` of them, or fewer when those before have `maxBytes`; at least one
   * @throws {MillraceError} `bad-input` where a value cannot be made; `timeout`, `too-large`
   */
  next(count: number, maxBytes: number): Promise<Buffer[][]>;
  close(): void;
}

/** The same of one text. */
export interface PayloadMaker {
  next(count: number, maxBytes: number): Promise<Buffer[]>;
  close(): void;
}

/**
 * Values are made in a thread: what somebody writes there cannot hold up the engine. Texts without values need none.
 *
 * @param escaped the texts, once made, are written with `\\xNN` escapes
 * @param seed the same seed makes the same values, except for the time
 * @throws {MillraceError} `bad-input` with the offset in `detail.at` and the index of the text in `detail.text`
 */
export async function openTextMaker(
  texts: readonly string[],
  escaped: boolean,
  seed = newSeed(),
): Promise<TextMaker> {
  if (!texts.some(text => text.includes('{{')))
    return alwaysTheSame(texts.map(text => Buffer.from(escaped ? parseBytesText(text) : text)));
  const task = threads.begin({ texts, escaped, seed });
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
      const made = Array.from(pack.ends, (_, index) => Buffer.from(packedEntry(pack, index)));
      return Array.from({ length: made.length / texts.length }, (_, item) =>
        made.slice(item * texts.length, (item + 1) * texts.length),
      );
    },
    close,
  };
}

export async function openPayloadMaker(text: string, escaped: boolean): Promise<PayloadMaker> {
  const maker = await openTextMaker([text], escaped);
  return {
    next: async (count, maxBytes) => (await maker.next(count, maxBytes)).flat(),
    close: () => maker.close(),
  };
}

function alwaysTheSame(item: Buffer[]): TextMaker {
  const length = item.reduce((sum, part) => sum + part.length, 0);
  return {
    next: (count, maxBytes) => {
      const fitting = Math.max(1, Math.ceil(maxBytes / Math.max(1, length)));
      return Promise.resolve(Array.from({ length: Math.min(count, fitting) }, () => item));
    },
    close: () => {},
  };
}

function newSeed(): number {
  return Math.floor(Math.random() * 2 ** 32);
}
