import { ROW_GAP, ROW_SHARD_MESSAGE } from '#shared/contract/feeds.ts';
import type { Meta } from '#shared/pipeline/expression.ts';
import { bytesText } from '#shared/redis/text.ts';
import { decodingOf } from '../../decode/chosen-decodings.ts';
import { mayBeWrapped, unwrap } from '../../decode/unwrap.ts';
import { NO_PATTERN } from '../feed.ts';
import { Segment } from '../segment.ts';
import type { Condition } from './condition.ts';
import type { FilterBatch, FilterResult, FilterStart, Sources } from './filter-messages.ts';

/** Looks at rows of a segment. `progress` is told each row before it is looked at. */
export function scanBatch(
  batch: FilterBatch,
  condition: Condition | undefined,
  { condition: { language }, highlight }: Pick<FilterStart, 'condition' | 'highlight'>,
  progress: (row: number) => void,
): FilterResult {
  const segment = new Segment(batch.payloadBytes, batch.memory);
  // Text is also looked for in what came: base64 can be searched as what it is, and as what it holds.
  const looksOutside = language !== 'cel';
  const muted = sourceTest(batch.muted);
  const solo = batch.solo && sourceTest(batch.solo);
  const rows = batch.to - batch.from;
  const seqs = new Float64Array(rows);
  const marks = new Uint8Array(rows);
  const result = { scanned: 0, muted: 0, matched: 0, failed: 0, failure: null as string | null };
  let shown = 0;
  for (let row = batch.from; row < batch.to; row++) {
    progress(row);
    if (segment.kinds[row] === ROW_GAP) {
      seqs[shown++] = batch.firstSeq + row;
      continue;
    }
    result.scanned++;
    const channel = segment.channels[row]!;
    const pattern = segment.patterns[row]!;
    const sharded = segment.kinds[row] === ROW_SHARD_MESSAGE;
    if (muted(channel, pattern, sharded) || (solo && !solo(channel, pattern, sharded))) {
      result.muted++;
      continue;
    }
    let matches = true;
    if (condition) {
      const payload = payloadOf(segment, row);
      const meta = () => metaOf(batch, segment, row);
      try {
        const inside = insideOf(batch, segment, row, payload);
        matches = condition(inside, meta);
        if (!matches && looksOutside && inside !== payload) matches = condition(payload, meta);
      } catch (error) {
        matches = false;
        result.failed++;
        result.failure = (error instanceof Error ? error.message : String(error)).split('\n', 1)[0]!;
      }
    }
    if (matches) result.matched++;
    if (!matches && !highlight) continue;
    marks[shown] = matches && highlight && condition ? 1 : 0;
    seqs[shown++] = batch.firstSeq + row;
  }
  return { seqs: seqs.slice(0, shown), marks: marks.slice(0, shown), ...result };
}

function payloadOf(segment: Segment, row: number): Buffer {
  const { buffer, byteOffset, byteLength } = segment.payloadOf(row);
  return Buffer.from(buffer, byteOffset, byteLength);
}

/** What a payload holds; the payload itself where nothing is wrapped around it. */
function insideOf({ chosen }: FilterBatch, segment: Segment, row: number, payload: Buffer): Buffer {
  const decoding =
    chosen && decodingOf(chosen, { channel: segment.channels[row]!, pattern: segment.patterns[row]! });
  if (decoding === null && !mayBeWrapped(payload)) return payload;
  // A copy: decoders refuse shared memory.
  const { steps, bytes } = unwrap(Buffer.from(payload), decoding);
  return steps.length === 0 ? payload : bytes;
}

function metaOf({ names }: FilterBatch, segment: Segment, row: number): Meta {
  const text = (number: number) => bytesText(names.get(number)!);
  const pattern = segment.patterns[row]!;
  return {
    channel: text(segment.channels[row]!),
    ...(pattern !== NO_PATTERN && { pattern: text(pattern - 1) }),
    receivedAt: segment.times[row]!,
  };
}

function sourceTest(sources: Sources): (channel: number, pattern: number, sharded: boolean) => boolean {
  const channels = new Set(sources.channels);
  const patterns = new Set(sources.patterns);
  const shards = new Set(sources.shards);
  return (channel, pattern, sharded) =>
    sharded ? shards.has(channel) : channels.has(channel) || patterns.has(pattern);
}
