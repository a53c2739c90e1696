import { useMemo } from 'react';
import type { Decoding, FieldDecoding } from '#shared/contract/decoding.ts';
import type { TailDecoding } from '#shared/contract/streams.ts';
import { bytesText, parseBytesText } from '#shared/redis/text.ts';
import { useShared } from '../../../lib/remembered.ts';

const NAME = 'streams.decode';

/** By field, by stream; both as text. */
type Chosen = Readonly<Record<string, Readonly<Record<string, Decoding>>>>;

const NOTHING: Chosen = {};
const NONE: Chosen[string] = {};

/** What the fields of a name are read as in a stream: null for what they look like. Rows, searches and the detail follow. */
export function useFieldDecoding(
  streamKey: Uint8Array,
  field: Uint8Array,
): [Decoding | null, (as: Decoding | null) => void] {
  const stream = bytesText(streamKey);
  const name = bytesText(field);
  const [chosen, change] = useShared(NAME, NOTHING);
  const choose = (as: Decoding | null) =>
    change(before => {
      const { [name]: _, ...others } = before[stream] ?? {};
      return { ...before, [stream]: as === null ? others : { ...others, [name]: as } };
    });
  return [chosen[stream]?.[name] ?? null, choose];
}

/** All that was chosen for a stream: the same until another choice. */
export function useFieldDecodings(streamKey: Uint8Array): FieldDecoding[] {
  const stream = bytesText(streamKey);
  const [{ [stream]: chosen = NONE }] = useShared(NAME, NOTHING);
  return useMemo(() => decodingsOf(chosen), [chosen]);
}

/** The same for several streams, those without a choice left out. @param streams as text */
export function useDecodingsOf(streams: readonly string[]): TailDecoding[] {
  const [chosen] = useShared(NAME, NOTHING);
  return streams
    .map(name => ({ key: parseBytesText(name), fields: decodingsOf(chosen[name] ?? NONE) }))
    .filter(({ fields }) => fields.length > 0);
}

function decodingsOf(chosen: Chosen[string]): FieldDecoding[] {
  return Object.entries(chosen).map(([field, as]) => ({ field: parseBytesText(field), as }));
}
