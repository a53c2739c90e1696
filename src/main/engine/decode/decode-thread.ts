import type { Decoded, Decoding, FieldPath } from '#shared/contract/decoding.ts';
import { TaskThreads } from '../threads/task-threads.ts';
import type { DecodeAnswer, DecodeRequest } from './decode-messages.ts';
import type { RowLook } from './row-look.ts';

const threads = new TaskThreads<null, DecodeRequest, DecodeAnswer>({
  worker: './decode/decode-worker.ts',
  name: 'decode',
  memoryLimitMb: 1_024,
  // One payload that takes longer ends the thread.
  itemLimitMs: 10_000,
  words: {
    outOfMemory: limit => `Decoding it would need more than ${limit} of memory.`,
    tooSlow: limit => `Decoding it was stopped after ${limit}.`,
    crashed: reason => `It could not be decoded: ${reason}`,
  },
});

/** Reads payloads in a thread, one after the other, so that none of them holds up anything else. */
export class DecodeThread {
  #last: Promise<unknown> = Promise.resolve();

  /** @throws {MillraceError} `timeout`, or `too-large` when it needs more memory than it may */
  async decode(
    payload: Uint8Array,
    chosen: Decoding | null,
    implied: Decoding | null = null,
  ): Promise<Decoded> {
    const answer = await this.#ask({ payload, chosen, implied, columns: null });
    return (answer as Extract<DecodeAnswer, { decoded: Decoded }>).decoded;
  }

  /** @throws {MillraceError} as `decode` */
  async look(payload: Uint8Array, chosen: Decoding | null, columns: readonly FieldPath[]): Promise<RowLook> {
    const answer = await this.#ask({ payload, chosen, implied: null, columns });
    return (answer as Extract<DecodeAnswer, { look: RowLook }>).look;
  }

  #ask(request: DecodeRequest): Promise<DecodeAnswer> {
    const answer = this.#last.then(async () => {
      const task = threads.begin(null);
      try {
        return await task.ask(request);
      } finally {
        await task.close();
      }
    });
    this.#last = answer.catch(() => {});
    return answer;
  }
}
