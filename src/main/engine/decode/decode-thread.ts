import { Worker } from 'node:worker_threads';
import type { Decoded, Decoding, FieldPath } from '#shared/contract/decoding.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import { workerUrl } from '../worker-url.ts';
import type { DecodeAnswer, DecodeRequest } from './decode-messages.ts';
import type { RowLook } from './row-look.ts';

/** One payload that takes longer ends the thread. */
const LIMIT_MS = 10_000;
const MEMORY_LIMIT_MB = 1_024;

/** Reads payloads in a thread of its own, one after the other, so that none of them holds up anything else. Started when first asked. */
export class DecodeThread {
  #worker: Worker | undefined;
  #last: Promise<unknown> = Promise.resolve();

  /** @throws {MillraceError} `timeout`, or `too-large` when it needs more memory than it may */
  async decode(payload: Uint8Array, chosen: Decoding | null): Promise<Decoded> {
    const answer = await this.#ask({ payload, chosen, columns: null });
    return (answer as Extract<DecodeAnswer, { decoded: Decoded }>).decoded;
  }

  /** @throws {MillraceError} as `decode` */
  async look(payload: Uint8Array, chosen: Decoding | null, columns: readonly FieldPath[]): Promise<RowLook> {
    const answer = await this.#ask({ payload, chosen, columns });
    return (answer as Extract<DecodeAnswer, { look: RowLook }>).look;
  }

  close(): void {
    void this.#worker?.terminate();
    this.#worker = undefined;
  }

  #ask(request: DecodeRequest): Promise<DecodeAnswer> {
    const answer = this.#last.then(() => this.#askNow(request));
    this.#last = answer.catch(() => {});
    return answer;
  }

  #askNow(request: DecodeRequest): Promise<DecodeAnswer> {
    const worker = (this.#worker ??= this.#start());
    return new Promise((resolve, reject) => {
      const finish = () => {
        clearTimeout(timer);
        worker.off('message', take).off('error', fail).off('exit', exit);
      };
      const take = (answer: DecodeAnswer) => {
        finish();
        resolve(answer);
      };
      const end = (error: MillraceError) => {
        finish();
        this.close();
        reject(error);
      };
      const fail = (error: NodeJS.ErrnoException) =>
        end(
          error.code === 'ERR_WORKER_OUT_OF_MEMORY'
            ? new MillraceError(
                'too-large',
                `Decoding it would need more than ${MEMORY_LIMIT_MB} MB of memory.`,
              )
            : new MillraceError('internal', `It could not be decoded: ${error.message}`),
        );
      const exit = () => end(new MillraceError('cancelled', 'Millrace ends.'));
      const timer = setTimeout(
        () => end(new MillraceError('timeout', `Decoding it was ended after ${LIMIT_MS / 1_000} s.`)),
        LIMIT_MS,
      );
      worker.on('message', take).on('error', fail).on('exit', exit);
      worker.postMessage(request, []);
    });
  }

  #start(): Worker {
    const worker = new Worker(workerUrl('./decode/decode-worker.ts'), {
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_LIMIT_MB },
      name: 'decode',
    });
    worker.unref();
    // Between two requests nobody listens; the next one starts a new thread.
    worker.on('error', () => (this.#worker = undefined));
    return worker;
  }
}
