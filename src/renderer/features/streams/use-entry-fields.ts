import { useMemo } from 'react';
import { useEngineQuery } from '../../lib/engine-query.ts';
import { fieldName } from '../../ui/condition/condition-words.ts';
import { entryOfBlock } from './entry-text.ts';

/** Entries that are looked into for the names of their fields. */
const LOOKED_INTO = 20;
const metaOfEntries = ['meta.id', 'meta.key', 'meta.time'];
const metaOfPending = [...metaOfEntries, 'meta.consumer', 'meta.idleMs', 'meta.deliveries'];

interface EntryFieldsOptions {
  connectionId: string;
  streamKey: Uint8Array;
  /** Read them: somebody types a condition. */
  wanted: boolean;
  isPending?: boolean;
}

/** What a condition on the entries of a stream can name: the fields of its newest entries, and what is known of an entry beside them. */
export function useEntryFields({
  connectionId,
  streamKey,
  wanted,
  isPending = false,
}: EntryFieldsOptions): readonly string[] {
  const { data } = useEngineQuery(
    'streams.entries',
    { connectionId, key: streamKey, start: '-', end: '+', reverse: true, count: LOOKED_INTO },
    { enabled: wanted },
  );
  return useMemo(() => {
    const names = new Set<string>();
    for (let index = 0; index < (data?.entries.ends.length ?? 0); index++)
      for (const { name } of entryOfBlock(data!.entries, index)?.fields ?? []) names.add(name);
    return [
      ...Array.from(names, name => fieldName('event', name)),
      ...(isPending ? metaOfPending : metaOfEntries),
    ];
  }, [data, isPending]);
}
