import { wholeFeed, type FeedFrame, type FeedPart, type Gap, type Viewport } from '#shared/contract/feeds.ts';
import { CHAIN_WAITING, ROW_GAP, ROW_LEFT } from '#shared/contract/row-kinds.ts';
import { PREVIEW_BYTES, type RowLook } from '../decode/row-look.ts';
import type { RowLooks } from './row-looks.ts';
import type { Feed } from './feed.ts';
import type { FilterScan } from './filter/filter-scan.ts';
import type { Row } from './ring.ts';
import type { SortedRows } from './sort/sorted-rows.ts';

/** What a frame is made with, beside the feed itself. */
export interface FrameParts {
  scan?: FilterScan | undefined;
  sorted?: SortedRows | undefined;
  looks?: RowLooks | undefined;
  part?: FeedPart;
}

/** The rows a viewport shows now, as columns on memory of their own: those of the feed, of its filter, or in an order. */
export function buildFrame(
  feed: Feed,
  viewport: Viewport,
  { scan, sorted, looks, part = wholeFeed }: FrameParts = {},
): FeedFrame {
  scan?.trim();
  const index = sorted ?? scan?.index;
  const { start, end } = index ?? shownOf(feed, part);
  const newest = Math.max(start, end - viewport.rows);
  const first = viewport.follow ? newest : Math.min(Math.max(viewport.from, start), end);
  const rows: Row[] = [];
  const marks = new Uint8Array(Math.min(end - first, viewport.rows));
  for (let position = first; position < end && rows.length < viewport.rows; position++) {
    if (scan?.index.isMarked(position) === true) marks[rows.length] = 1;
    const seq = index ? index.seqAt(position) : position;
    rows.push(feed.ring.at(seq) ?? leftRow(seq));
  }

  const shown = looks?.of(rows) ?? rows.map(() => undefined);
  const previews = rows.map((row, at) => shown[at]?.preview ?? row.payload.subarray(0, PREVIEW_BYTES));
  const frame: FeedFrame = {
    counters: feed.counters(),
    start,
    end,
    first,
    scan: scan?.state() ?? null,
    sort: sorted?.state ?? null,
    look: looks?.look.id ?? null,
    marks,
    seqs: new Float64Array(rows.length),
    times: new Float64Array(rows.length),
    kinds: new Uint8Array(rows.length),
    channels: new Uint32Array(rows.length),
    patterns: new Uint32Array(rows.length),
    names: [],
    sizes: new Uint32Array(rows.length),
    previews: new Uint8Array(previews.reduce((sum, { length }) => sum + length, 0)),
    previewEnds: new Uint32Array(rows.length),
    shownSizes: Uint32Array.from(rows, (row, at) => shown[at]?.size ?? row.payload.length),
    ...chainsOf(shown, looks !== undefined),
    undecoded: problemsOf(shown),
    values: looks?.look.columns.map((_, column) => shown.map(look => look?.values[column] ?? null)) ?? [],
    gaps: rows
      .map(row => (row.kind === ROW_GAP ? feed.gapAt(row.seq) : undefined))
      .filter((gap): gap is Gap => !!gap),
  };
  const positions = new Map<number, number>();
  const position = (name: number) => {
    let at = positions.get(name);
    if (at === undefined) positions.set(name, (at = frame.names.push(feed.name(name)) - 1));
    return at;
  };
  let previewEnd = 0;
  for (const [at, row] of rows.entries()) {
    frame.seqs[at] = row.seq;
    frame.times[at] = row.time;
    frame.kinds[at] = row.kind;
    frame.sizes[at] = row.payload.length;
    frame.previews.set(previews[at]!, previewEnd);
    frame.previewEnds[at] = previewEnd += previews[at]!.length;
    if (row.kind === ROW_LEFT) continue;
    frame.channels[at] = position(row.channel);
    frame.patterns[at] = row.pattern === undefined ? 0 : position(row.pattern) + 1;
  }
  return frame;
}

/** The rows of a part that the feed still holds, or none at its place. */
function shownOf({ ring }: Feed, { from, until }: FeedPart): { start: number; end: number } {
  const start = Math.min(Math.max(ring.firstSeq, from), ring.nextSeq);
  return { start, end: Math.max(start, Math.min(ring.nextSeq, until ?? Infinity)) };
}

function leftRow(seq: number): Row {
  return { seq, kind: ROW_LEFT, time: 0, channel: 0, pattern: undefined, payload: new Uint8Array() };
}

function chainsOf(
  shown: readonly (RowLook | undefined)[],
  isDecoding: boolean,
): Pick<FeedFrame, 'chains' | 'chainOf'> {
  const chains: FeedFrame['chains'] = [];
  const numbers = new Map<string, number>();
  const chainOf = Uint8Array.from(shown, look => {
    if (!look) return isDecoding ? CHAIN_WAITING : 0;
    if (look.steps.length === 0) return 0;
    const key = look.steps.join();
    if (!numbers.has(key)) numbers.set(key, chains.push(look.steps));
    return numbers.get(key)!;
  });
  return { chains, chainOf };
}

function problemsOf(shown: readonly (RowLook | undefined)[]): FeedFrame['undecoded'] {
  return shown.flatMap((look, row) =>
    look === undefined || look.problem === null ? [] : [{ row, problem: look.problem }],
  );
}
