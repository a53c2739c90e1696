import { useMemo } from 'react';
import { create } from 'zustand';
import type { Decoding, FieldDecoding } from '#shared/contract/decoding.ts';
import type { TailDecoding } from '#shared/contract/streams.ts';
import { bytesText, parseBytesText } from '#shared/redis/text.ts';
import { layoutOf, memoryIsKnown, rememberLayout } from '../../../lib/page-memory.ts';

const NAME = 'streams.decode';

/** By field, by stream; both as text. */
type Chosen = Readonly<Record<string, Readonly<Record<string, Decoding>>>>;

interface ChosenStore {
  chosen: Chosen;
  /** @param as null for what it looks like */
  choose: (stream: string, field: string, as: Decoding | null) => void;
}

const useChosen = create<ChosenStore>((set, get) => ({
  chosen: stored(),
  choose: (stream, field, as) => {
    const { [field]: _, ...others } = get().chosen[stream] ?? {};
    const chosen = { ...get().chosen, [stream]: as === null ? others : { ...others, [field]: as } };
    rememberLayout(NAME, JSON.stringify(chosen));
    set({ chosen });
  },
}));

void memoryIsKnown().then(() => useChosen.setState({ chosen: stored() }));

function stored(): Chosen {
  try {
    return (JSON.parse(layoutOf(NAME) ?? '{}') as Chosen | null) ?? {};
  } catch {
    return {};
  }
}

const NONE: Chosen[string] = {};

/** What the fields of a name are read as in a stream: null for what they look like. Rows, searches and the detail follow. */
export function useFieldDecoding(
  streamKey: Uint8Array,
  field: Uint8Array,
): [Decoding | null, (as: Decoding | null) => void] {
  const stream = bytesText(streamKey);
  const name = bytesText(field);
  const as = useChosen(({ chosen }) => chosen[stream]?.[name] ?? null);
  const choose = useChosen(store => store.choose);
  return [as, next => choose(stream, name, next)];
}

/** All that was chosen for a stream: the same until another choice. */
export function useFieldDecodings(streamKey: Uint8Array): FieldDecoding[] {
  const stream = bytesText(streamKey);
  const chosen = useChosen(store => store.chosen[stream] ?? NONE);
  return useMemo(() => decodingsOf(chosen), [chosen]);
}

/** The same for several streams, those without a choice left out. @param streams as text */
export function useDecodingsOf(streams: readonly string[]): TailDecoding[] {
  const chosen = useChosen(store => store.chosen);
  return streams
    .map(name => ({ key: parseBytesText(name), fields: decodingsOf(chosen[name] ?? NONE) }))
    .filter(({ fields }) => fields.length > 0);
}

function decodingsOf(chosen: Chosen[string]): FieldDecoding[] {
  return Object.entries(chosen).map(([field, as]) => ({ field: parseBytesText(field), as }));
}
