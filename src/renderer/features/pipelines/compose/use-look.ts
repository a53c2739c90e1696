import { useMemo, useState } from 'react';
import type { Preview, SampledEvent, SampleState } from '#shared/contract/compose.ts';
import type { CheckedPipelines } from '#shared/contract/pipelines.ts';
import type { MillraceError } from '#shared/rpc/errors.ts';
import { useStream } from '../../../lib/engine.ts';
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
}

/** Listens to the source, and asks what each step makes of what comes. The source is opened again only when it has become another one. */
export function useLook({ of, text, part, index, problems, mayRead }: Looked): Look {
  const { connectionId, id, name } = of;
  const [isPaused, pause] = useState(false);
  const isSourceWrong = problems.some(({ path }) => path[0] === 'source');
  const source = useSettled(
    part === null || isSourceWrong || !mayRead ? null : JSON.stringify(part.value.source),
  );
  const { item: sample, error: sampleError } = useStream(
    'compose.sample',
    source === null
      ? 'off'
      : { connectionId, id, name, index: 0, text: `{"source": ${source}, "sinks": [{"type": "chart"}]}` },
  );
  const events = useHeld(sample?.events ?? noEvents, isPaused);
  const input = useMemo(
    () => (part === null ? null : { connectionId, id, text, name, index, events: [...events] }),
    [part, connectionId, id, text, name, index, events],
  );
  const { preview, events: previewed, error: previewError } = usePreview(input);
  const shown = preview === null || previewError !== null ? events : previewed;
  return { sample, events: shown, preview, sampleError: sampleError ?? null, previewError, isPaused, pause };
}

/** What it was when it began to be held. */
function useHeld<T>(value: T, isHeld: boolean): T {
  const [held, setHeld] = useState(value);
  if (!isHeld && held !== value) setHeld(value);
  return isHeld ? held : value;
}
