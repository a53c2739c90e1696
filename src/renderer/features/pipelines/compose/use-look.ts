import { useCallback, useMemo, useState } from 'react';
import {
  SAMPLE_EVENTS,
  type Preview,
  type SampledEvent,
  type SampleState,
} from '#shared/contract/compose.ts';
import type { CheckedPipelines } from '#shared/contract/pipelines.ts';
import type { MillraceError } from '#shared/rpc/errors.ts';
import { useStream } from '../../../lib/engine.ts';
import { useSteady } from '../../../lib/steady.ts';
import type { PipelinePart } from './document.ts';
import { usePreview } from './use-preview.ts';
import { useSettled } from './use-settled.ts';

const noEvents: readonly SampledEvent[] = [];

interface Looked {
  /** Which file, on which server. */
  of: { connectionId: string; id: string; name: string };
  /** Of the whole file. */
  text: string;
  /** The pipeline of the file that is composed, and its place in it; null where the text cannot be read. */
  part: PipelinePart | null;
  index: number;
  problems: CheckedPipelines['problems'];
  /** Its source may be read: an imported file is confirmed first. */
  mayRead: boolean;
}

/** What a pipeline makes of real events, as far as it is written. */
export interface Look {
  sample: SampleState | undefined;
  /** Those that the preview is of; of the sample, while there is none. */
  events: readonly SampledEvent[];
  preview: Preview | null;
  /** Why there is no sample, or no preview. */
  sampleError: MillraceError | null;
  previewError: MillraceError | null;
  isPaused: boolean;
  pause: (isPaused: boolean) => void;
  /** The pointer is where something could be pressed: until it goes, the events stay. */
  isHeld: boolean;
}

/** Listens to the source, and asks what each step makes of what comes. The source is opened again only when it has become another one. */
export function useLook({ of, text, part, index, problems, mayRead }: Looked): Look {
  const { connectionId, id, name } = of;
  const isPointedAt = useSteady();
  const isSourceWrong = problems.some(({ path }) => path[0] === 'source');
  const source = useSettled(
    part === null || isSourceWrong || !mayRead ? null : JSON.stringify(part.value.source),
  );
  const [isPaused, pause] = usePaused(source);
  const { item: sample, error: sampleError } = useStream(
    'compose.sample',
    source === null
      ? 'off'
      : { connectionId, id, name, index: 0, text: `{"source": ${source}, "sinks": [{"type": "chart"}]}` },
  );
  const newest = sample?.events ?? noEvents;
  const [held, setHeld] = useState({ source, events: newest });
  // Before it is full a sample only grows. Events of another source are not those that the pointer is over.
  const isOther = source !== null && held.source !== source;
  const isHeld = isPointedAt && !isOther && held.events.length >= SAMPLE_EVENTS;
  const stays = isPaused || isHeld;
  if (!stays && (held.events !== newest || held.source !== source)) setHeld({ source, events: newest });
  const events = stays ? held.events : newest;
  const input = useMemo(
    () => (part === null ? null : { connectionId, id, text, name, index, events: [...events] }),
    [part, connectionId, id, text, name, index, events],
  );
  const { preview, events: previewed, error: previewError } = usePreview(input);
  const shown = preview === null || previewError !== null ? events : previewed;
  return {
    sample,
    events: shown,
    preview,
    sampleError: sampleError ?? null,
    previewError,
    isPaused,
    pause,
    isHeld,
  };
}

/** Events of another source are not those that were paused. @param source null where it cannot be read for now */
function usePaused(source: string | null): [boolean, (isPaused: boolean) => void] {
  const [paused, setPaused] = useState<{ source: string | null } | null>(null);
  const isOther = paused !== null && source !== null && paused.source !== source;
  if (isOther) setPaused(null);
  const pause = useCallback((isPaused: boolean) => setPaused(isPaused ? { source } : null), [source]);
  return [paused !== null && !isOther, pause];
}
