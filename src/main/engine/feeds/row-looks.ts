import type { Look } from '#shared/contract/decoding.ts';
import { Changes } from '../changes.ts';
import type { Feed } from './feed.ts';
import type { Row } from './ring.ts';
import { chosenByNumber, decodingOf } from '../decode/chosen-decodings.ts';
import type { DecodeThread } from '../decode/decode-thread.ts';
import { foreignFormat } from '../decode/foreign.ts';
import { lookAt, PREVIEW_BYTES, type RowLook } from '../decode/row-look.ts';
import { mayBeWrapped } from '../decode/unwrap.ts';

/** Up to these sizes a payload is read at once; above, by the thread. */
const AT_ONCE_BYTES = 8 * 2 ** 10;
const AT_ONCE_DECODED_BYTES = 256 * 2 ** 10;
const REMEMBERED = 4_000;

/** What a view's table shows of its rows' payloads. Small ones are read at once; a large one is shown as it came until the thread has read it. */
export class RowLooks {
  /** Told when the thread has read another one. */
  readonly changes = new Changes();
  readonly #feed: Feed;
  readonly #thread: DecodeThread;
  #look: Look;
  #known = new Map<number, RowLook>();
  /** Of the newest frame, to be read by the thread. */
  #wanted: Row[] = [];
  #reading = false;

  constructor(feed: Feed, thread: DecodeThread, look: Look) {
    this.#feed = feed;
    this.#thread = thread;
    this.#look = look;
  }

  get look(): Look {
    return this.#look;
  }

  set look(look: Look) {
    this.#look = look;
    this.#known = new Map();
    this.#wanted = [];
  }

  /** The looks of a frame's rows; undefined where one is still to come. */
  of(rows: readonly Row[]): (RowLook | undefined)[] {
    const chosen = chosenByNumber(this.#look.decode, name => this.#feed.findName(name));
    const later: Row[] = [];
    const looks = rows.map(row => {
      const known = this.#known.get(row.seq);
      if (known) return known;
      const decoding = decodingOf(chosen, row);
      const found = this.#readAtOnce(row, decoding);
      if (found) this.#remember(row.seq, found);
      else later.push(row);
      return found;
    });
    this.#wanted = later;
    if (!this.#reading && later.length > 0) void this.#readLater();
    return looks;
  }

  /** Reads no more rows: nobody looks at them. */
  close(): void {
    this.#wanted = [];
  }

  #readAtOnce(row: Row, decoding: ReturnType<typeof decodingOf>): RowLook | undefined {
    const { payload } = row;
    const { columns } = this.#look;
    const asItCame = decoding === null || decoding === 'json' || decoding === 'text';
    if (asItCame && columns.length === 0 && (decoding !== null || !mayBeWrapped(payload))) {
      const preview = new Uint8Array(payload.subarray(0, PREVIEW_BYTES));
      const foreign = decoding === null ? foreignFormat(payload) : null;
      return { preview, size: payload.length, steps: foreign ? [foreign] : [], values: [], problem: null };
    }
    if (payload.length > AT_ONCE_BYTES) return undefined;
    const look = lookAt(Buffer.from(payload), decoding, columns, AT_ONCE_DECODED_BYTES);
    return look.problem === null ? look : undefined;
  }

  /** One after the other, always of the newest frame: what was scrolled past meanwhile is not read. */
  async #readLater(): Promise<void> {
    this.#reading = true;
    for (let row = this.#wanted.shift(); row; row = this.#wanted.shift()) {
      const look = this.#look;
      const chosen = chosenByNumber(look.decode, name => this.#feed.findName(name));
      const payload = this.#feed.ring.at(row.seq)?.payload;
      if (!payload) continue;
      const copy = new Uint8Array(payload);
      const found = await this.#thread
        .look(copy, decodingOf(chosen, row), look.columns)
        .catch((error: Error) => unread(copy, look, error.message));
      if (look !== this.#look) continue;
      this.#remember(row.seq, found);
      this.changes.notify();
    }
    this.#reading = false;
  }

  #remember(seq: number, look: RowLook): void {
    this.#known.set(seq, look);
    if (this.#known.size > REMEMBERED) this.#known.delete(this.#known.keys().next().value!);
  }
}

function unread(payload: Uint8Array, { columns }: Look, problem: string): RowLook {
  const preview = new Uint8Array(payload.subarray(0, PREVIEW_BYTES));
  return { preview, size: payload.length, steps: [], values: columns.map(() => null), problem };
}
