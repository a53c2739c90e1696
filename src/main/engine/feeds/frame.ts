import { ROW_GAP, type FeedFrame, type Gap, type Viewport } from '#shared/contract/feeds.ts';
import type { Feed } from './feed.ts';
import type { FilterScan } from './filter/filter-scan.ts';
import type { Row } from './ring.ts';

/** What of a payload travels with a row; a line on a wide screen shows no more. */
export const PREVIEW_BYTES = 512;

/** The rows a viewport shows now, as columns on memory of their own; with a filter, of the rows that it shows. */
export function buildFrame(feed: Feed, viewport: Viewport, scan?: FilterScan): FeedFrame {
  scan?.trim();
  const { start, end } = scan ? scan.index : { start: feed.ring.firstSeq, end: feed.ring.nextSeq };
  const newest = Math.max(start, end - viewport.rows);
  const first = viewport.follow ? newest : Math.min(Math.max(viewport.from, start), end);
  const rows: Row[] = [];
  const marks = new Uint8Array(Math.min(end - first, viewport.rows));
  for (let position = first; position < end && rows.length < viewport.rows; position++) {
    if (scan?.index.isMarked(position) === true) marks[rows.length] = 1;
    rows.push(feed.ring.at(scan ? scan.index.seqAt(position) : position)!);
  }

  const frame: FeedFrame = {
    counters: feed.counters(),
    start,
    end,
    first,
    scan: scan?.state() ?? null,
    marks,
    seqs: new Float64Array(rows.length),
    times: new Float64Array(rows.length),
    kinds: new Uint8Array(rows.length),
    channels: new Uint32Array(rows.length),
    patterns: new Uint32Array(rows.length),
    names: [],
    sizes: new Uint32Array(rows.length),
    previews: new Uint8Array(rows.reduce((sum, row) => sum + Math.min(row.payload.length, PREVIEW_BYTES), 0)),
    previewEnds: new Uint32Array(rows.length),
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
  for (const [index, row] of rows.entries()) {
    const pattern = feed.patternOf(row);
    const preview = row.payload.subarray(0, PREVIEW_BYTES);
    frame.seqs[index] = row.seq;
    frame.times[index] = row.time;
    frame.kinds[index] = row.kind;
    frame.channels[index] = position(row.channel);
    frame.patterns[index] = pattern === undefined ? 0 : position(pattern) + 1;
    frame.sizes[index] = row.payload.length;
    frame.previews.set(preview, previewEnd);
    frame.previewEnds[index] = previewEnd += preview.length;
  }
  return frame;
}
