import { useMemo } from 'react';
import type { Preview, RefusedEvent } from '#shared/contract/compose.ts';
import type { MillraceError } from '#shared/rpc/errors.ts';
import { useEngineQuery } from '../../../lib/engine-query.ts';
import type { Mend } from '../../../lib/places/fields.ts';
import type { Look } from './use-look.ts';
import { usePreview } from './use-preview.ts';

/** An event that a run did not count, while the file is edited until it does. */
export interface Mending {
  refused: RefusedEvent;
  /** What the file makes of this event alone; null until it is known, and where the event was not kept whole. */
  preview: Preview | null;
  previewError: MillraceError | null;
}

/** While the source is silent, the event that is mended is the sample. */
export function lookWith(look: Look, { refused: { event }, preview }: Mending): Look {
  return event === null || look.events.length > 0 ? look : { ...look, events: [event], preview };
}

interface Composed {
  connectionId: string;
  id: string;
  name: string;
  text: string;
  /** Null where the text cannot be read. */
  index: number | null;
}

/** @param mend as the address names it; undefined where no event is mended */
export function useMend(
  mend: Mend | undefined,
  { connectionId, id, name, text, index }: Composed,
): { mending: Mending | null; error: MillraceError | null } {
  const { data: refused, error } = useEngineQuery(
    'compose.refused',
    mend ? { id: mend.run, index: mend.index, ref: mend.sample } : { id: '', index: 0, ref: '' },
    { enabled: mend !== undefined },
  );
  const input = useMemo(() => {
    if (!refused?.event || index === null) return null;
    const heardUpTo = refused.late?.heardUpTo;
    const of = { connectionId, id, name, text, index, events: [refused.event] };
    return heardUpTo === undefined ? of : { ...of, heardUpTo };
  }, [refused, connectionId, id, name, text, index]);
  const { preview, error: previewError } = usePreview(input);
  return { mending: mend && refused ? { refused, preview, previewError } : null, error };
}
