import { bytesText } from '#shared/redis/text.ts';
import { failureText, type ConditionMeta, type Subject, type Test } from '../../conditions/condition.ts';
import { decodingOf } from '../../decode/chosen-decodings.ts';
import { refuseManyValues } from '../../json/json-size.ts';
import type { MemberReader } from '../../json/member-reader.ts';
import { parseJson } from '../../json/parse-json.ts';
import { mayBeWrapped, unwrap } from '../../decode/unwrap.ts';
import { heardByTest } from '../heard-by.ts';
import { RowReader } from '../row-reader.ts';
import type { FilterBatch, FilterResult, FilterStart } from './filter-messages.ts';

/** Looks at rows of a segment. `progress` is told each row before it is looked at. */
export function scanBatch(
  batch: FilterBatch,
  test: Test | undefined,
  { condition: { language }, highlight }: FilterStart,
  progress: (row: number) => void,
): FilterResult {
  const rows = new RowReader(batch.shared);
  // Text is also looked for in what came: base64 can be searched as what it is, and as what it holds.
  const looksOutside = language !== 'cel';
  const isMuted = heardByTest(batch.muted);
  const isSolo = batch.solo && heardByTest(batch.solo);
  const seqs = new Float64Array(batch.to - batch.from);
  const marks = new Uint8Array(batch.to - batch.from);
  const result = { scanned: 0, muted: 0, matched: 0, failed: 0, failure: null as string | null };
  const subject = new MessageSubject(rows);
  let shown = 0;
  for (let row = batch.from; row < batch.to; row++) {
    progress(row);
    if (rows.isGap(row)) {
      seqs[shown++] = rows.seq(row);
      continue;
    }
    result.scanned++;
    const channel = rows.channel(row);
    const pattern = rows.pattern(row);
    const isSharded = rows.isSharded(row);
    if (isMuted(channel, pattern, isSharded) || (isSolo && !isSolo(channel, pattern, isSharded))) {
      result.muted++;
      continue;
    }
    let matches = true;
    if (test) {
      const payload = rows.payload(row);
      try {
        const inside = insideOf(batch, rows, row, payload);
        matches = test(subject.moveTo(row, inside));
        if (!matches && looksOutside && inside !== payload) matches = test(subject.moveTo(row, payload));
      } catch (error) {
        matches = false;
        result.failed++;
        result.failure = failureText(error);
      }
    }
    if (matches) result.matched++;
    if (!matches && !highlight) continue;
    marks[shown] = matches && highlight && test ? 1 : 0;
    seqs[shown++] = rows.seq(row);
  }
  return { seqs: seqs.slice(0, shown), marks: marks.slice(0, shown), ...result };
}

/** What a payload holds; the payload itself where nothing is wrapped around it. */
function insideOf({ chosen }: FilterBatch, rows: RowReader, row: number, payload: Buffer): Buffer {
  const decoding = chosen && decodingOf(chosen, { channel: rows.channel(row), pattern: rows.pattern(row) });
  if (decoding === null && !mayBeWrapped(payload)) return payload;
  const { steps, bytes } = unwrap(rows.payloadCopy(row), decoding);
  return steps.length === 0 ? payload : bytes;
}

/** Messages of a feed, one after the other, as a condition sees them. */
class MessageSubject implements Subject {
  readonly #rows: RowReader;
  #row = 0;
  #payload: Buffer = Buffer.alloc(0);

  constructor(rows: RowReader) {
    this.#rows = rows;
  }

  moveTo(row: number, payload: Buffer): this {
    this.#row = row;
    this.#payload = payload;
    return this;
  }

  texts(): string[] {
    return [this.#payload.toString()];
  }

  /** JSON decoded, anything else as text. */
  event(members: MemberReader | null): unknown {
    return members?.read(this.#payload) ?? this.#whole();
  }

  #whole(): unknown {
    const text = this.#payload.toString();
    try {
      refuseManyValues(text);
      return parseJson(text);
    } catch {
      return text;
    }
  }

  meta(): ConditionMeta {
    const pattern = this.#rows.patternName(this.#row);
    return {
      channel: bytesText(this.#rows.channelName(this.#row)),
      ...(pattern && { pattern: bytesText(pattern) }),
      receivedAt: this.#rows.time(this.#row),
    };
  }
}
