import { useCallback, useEffect, useRef, useState } from 'react';
import type { EntryScanFrame } from '#shared/contract/streams.ts';
import type { Condition } from '#shared/contract/condition.ts';
import type { FieldDecoding } from '#shared/contract/decoding.ts';
import { bytesText } from '#shared/redis/text.ts';
import type { MillraceError } from '#shared/rpc/errors.ts';
import { asError, engineNow } from '../../../lib/engine.ts';
import { rowsOfBlock, type EntryRow, type TypedRange } from './entry-rows.ts';

export interface EntryScan {
  /** The newest first: what is found later is older. */
  rows: readonly EntryRow[];
  /** In all pieces of the search together. */
  scanned: number;
  matched: number;
  failed: number;
  failure: string | null;
  running: boolean;
  /** The range was searched to its end. */
  finished: boolean;
  error: MillraceError | null;
  stop: () => void;
  /** Looks on from where it stopped, for as many matches again. */
  next: () => void;
}

const WANTED = 100;
const NOTHING = {
  rows: [] as readonly EntryRow[],
  scanned: 0,
  matched: 0,
  failed: 0,
  failure: null as string | null,
  finished: false,
  at: null as string | null,
};

/** Searches a range for entries that match, the newest first, a hundred matches at a time. Null searches nothing. */
export function useEntryScan(
  connectionId: string,
  key: Uint8Array,
  range: TypedRange,
  { filter, decode }: { filter: Condition | null; decode: FieldDecoding[] },
): EntryScan {
  const [found, setFound] = useState(NOTHING);
  const [running, setRunning] = useState(false);
  const [error, setError] = useState<MillraceError | null>(null);
  const reading = useRef<AbortController | null>(null);
  const place = JSON.stringify([
    connectionId,
    key.join(),
    range,
    filter,
    decode.map(({ field, as }) => [bytesText(field), as]),
  ]);

  const search = useCallback(
    async (from: typeof NOTHING) => {
      if (filter === null) return;
      reading.current?.abort();
      const ended = (reading.current = new AbortController());
      setRunning(true);
      setError(null);
      setFound(from);
      let now = from;
      try {
        const end = from.at === null ? range.end : `(${from.at}`;
        const where = { connectionId, key, start: range.start, end, reverse: true };
        const input = { ...where, filter, decode, wanted: WANTED };
        for await (const frame of engineNow().streams.scan(input, { signal: ended.signal })) {
          now = add(from, now, frame);
          setFound(now);
        }
      } catch (thrown) {
        if (!ended.signal.aborted) setError(asError(thrown));
      }
      if (reading.current === ended) setRunning(false);
    },
    // oxlint-disable-next-line react/exhaustive-deps -- what it depends on is in its JSON
    [place],
  );
  useEffect(() => {
    setFound(NOTHING);
    void search(NOTHING);
    return () => reading.current?.abort();
  }, [search]);

  return {
    ...found,
    running,
    error,
    stop: () => {
      reading.current?.abort();
      setRunning(false);
    },
    next: () => void search(found),
  };
}

function add(begin: typeof NOTHING, before: typeof NOTHING, frame: EntryScanFrame): typeof NOTHING {
  return {
    rows: [...before.rows, ...rowsOfBlock(frame.entries)],
    scanned: begin.scanned + frame.scanned,
    matched: begin.matched + frame.matched,
    failed: begin.failed + frame.failed,
    failure: begin.failure ?? frame.failure,
    finished: frame.finished,
    at: frame.at ?? before.at,
  };
}
