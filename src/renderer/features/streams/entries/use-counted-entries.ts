import { useEffect, useMemo, useState } from 'react';
import { commandText } from '#shared/redis/command-text.ts';
import type { MillraceError } from '#shared/rpc/errors.ts';
import { useEngineQuery } from '../../../lib/engine-query.ts';
import { ArrayRowSource } from '../../../ui/data-grid/array-row-source.ts';
import { rowsOfBlock, type EntryRow, type TypedRange } from './entry-rows.ts';

interface CountedOptions {
  connectionId: string;
  streamKey: Uint8Array;
  range: TypedRange;
  newestFirst: boolean;
  /** Null reads nothing. */
  count: number | null;
}

interface CountedEntries {
  source: ArrayRowSource<EntryRow>;
  /** In the order of ids. */
  rows: readonly EntryRow[];
  error: MillraceError | null;
  again: () => unknown;
  /** What is asked of Redis, as redis-cli text. */
  command: string;
}

const EVERY_MS = 2_000;
const NOTHING: readonly EntryRow[] = [];

/** So many entries from one end of a range, as one XRANGE or XREVRANGE with COUNT gives them, read again every two seconds. */
export function useCountedEntries(options: CountedOptions): CountedEntries {
  const { connectionId, streamKey, range, newestFirst, count } = options;
  const [source] = useState(() => new ArrayRowSource<EntryRow>(row => row.id));
  const { data, error, refetch } = useEngineQuery(
    'streams.entries',
    { connectionId, key: streamKey, ...range, reverse: newestFirst, count: count ?? 1 },
    { everyMs: EVERY_MS, enabled: count !== null },
  );
  const rows = useMemo(() => {
    if (!data || count === null) return NOTHING;
    const read = rowsOfBlock(data.entries);
    return newestFirst ? read.reverse() : read;
  }, [data, count, newestFirst]);
  useEffect(() => source.replace(rows), [source, rows]);
  const bounds = newestFirst ? [range.end, range.start] : [range.start, range.end];
  const name = newestFirst ? 'XREVRANGE' : 'XRANGE';
  return {
    source,
    rows,
    error,
    again: refetch,
    command: commandText([name, streamKey, ...bounds, 'COUNT', String(count ?? 1)]),
  };
}
