import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

const MAX_BYTES = 2 * 2 ** 20;
/** `millrace.log.1` is the newest of them. */
const KEPT = 3;

/**
 * What happened, in a file that a person can send along with a report. Written at once, so that the last words of a crash are in it; a file
 * that cannot be written is not worth ending for.
 */
export class LogFile {
  readonly path: string;
  readonly #maxBytes: number;
  readonly #now: () => Date;
  #bytes: number;

  constructor(path: string, { maxBytes = MAX_BYTES, now = () => new Date() } = {}) {
    this.path = path;
    this.#maxBytes = maxBytes;
    this.#now = now;
    this.#bytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  }

  /** @param text one or more lines; each gets the time */
  write(text: string): void {
    const time = this.#now().toISOString();
    const lines = text
      .trimEnd()
      .split('\n')
      .map(line => `${time} ${line}\n`)
      .join('');
    try {
      mkdirSync(dirname(this.path), { recursive: true, mode: 0o700 });
      if (this.#bytes > 0 && this.#bytes + lines.length > this.#maxBytes) this.#rotate();
      appendFileSync(this.path, lines, { mode: 0o600 });
      this.#bytes += Buffer.byteLength(lines);
    } catch {
      // Nobody is left to be told.
    }
  }

  #rotate(): void {
    const numbered = (number: number) => (number === 0 ? this.path : `${this.path}.${number}`);
    for (let number = KEPT - 1; number >= 0; number--) {
      try {
        renameSync(numbered(number), numbered(number + 1));
      } catch {
        // There are not as many yet.
      }
    }
    this.#bytes = 0;
  }
}
