import { useMemo } from 'react';
import type { Decoded, Decoding } from '#shared/contract/decoding.ts';
import type { FeedRecord } from '#shared/contract/feeds.ts';
import type { MillraceError } from '#shared/rpc/errors.ts';
import { useEngineQuery } from '../../../lib/engine-query.ts';
import { decodedPayload, type DecodedPayload } from '../../../lib/payload.ts';

/** A payload as the engine decoded it. */
export interface DecodedMessage {
  /** Undefined until it is known. */
  payload: DecodedPayload | undefined;
  decoded: Decoded | undefined;
  error: MillraceError | null;
  again: () => unknown;
}

/** A message's payload decoded by the engine; where it cannot, the bytes as they came. @param by whose channel it is */
export function useDecoded(
  feedId: string,
  seq: number,
  record: FeedRecord | undefined,
  as: Decoding | null,
  by: string | null,
): DecodedMessage {
  const { data, error, refetch } = useEngineQuery('feeds.decode', { feedId, seq, as, by });
  const payload = useMemo((): DecodedPayload | undefined => {
    if (!record || (!data && !error)) return undefined;
    return data
      ? decodedPayload(record.payload, data)
      : { bytes: record.payload, format: 'bytes', text: null };
  }, [record, data, error]);
  return { payload, decoded: data, error, again: refetch };
}
