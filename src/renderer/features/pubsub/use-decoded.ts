import { useMemo } from 'react';
import type { Decoded, Decoding } from '#shared/contract/decoding.ts';
import type { FeedRecord } from '#shared/contract/feeds.ts';
import type { MillraceError } from '#shared/rpc/errors.ts';
import { useEngineQuery } from '../../lib/engine-query.ts';
import type { DecodedPayload } from '../../lib/payload.ts';

/** A payload as the engine decoded it. */
export interface DecodedMessage {
  /** Undefined until it is known. */
  payload: DecodedPayload | undefined;
  decoded: Decoded | undefined;
  error: MillraceError | null;
}

/** A message's payload decoded by the engine; where it cannot, the bytes as they came. */
export function useDecoded(
  feedId: string,
  seq: number,
  record: FeedRecord | undefined,
  as: Decoding | null,
): DecodedMessage {
  const { data, error } = useEngineQuery('feeds.decode', { feedId, seq, as });
  const payload = useMemo((): DecodedPayload | undefined => {
    if (!record || (!data && !error)) return undefined;
    if (!data) return { bytes: record.payload, format: 'bytes', text: null };
    const bytes = data.bytes ?? record.payload;
    if (data.form === 'bytes') return { bytes, format: 'bytes', text: null };
    return { bytes: record.payload, format: data.form, text: new TextDecoder().decode(bytes) };
  }, [record, data, error]);
  return { payload, decoded: data, error };
}
