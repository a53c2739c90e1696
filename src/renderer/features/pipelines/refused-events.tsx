import { Wrench } from 'lucide-react';
import type { EventSample, PipelineFigures } from '#shared/contract/pipelines.ts';
import { formatTime } from '../../lib/format/times.ts';
import { useSettings } from '../../lib/settings.ts';
import { useHeld } from '../../lib/held.ts';
import { steady, useSteady } from '../../lib/steady.ts';
import { Button } from '../../ui/button.tsx';

interface RefusedEventsProps {
  pipelines: readonly PipelineFigures[];
  kind: 'invalidSamples' | 'lateSamples';
  none: string;
  /** @param index of the pipeline in its file */
  onMend: (index: number, sample: EventSample) => void;
}

/** The newest events that did not count, with the reason; each can be looked at where it was refused. */
export function RefusedEvents({ pipelines, kind, none, onMend }: RefusedEventsProps) {
  const { utc } = useSettings();
  const found = useHeld(pipelines, useSteady()).flatMap((pipeline, index) =>
    pipeline[kind].map(sample => ({ index, sample })),
  );
  if (found.length === 0) return <p className="p-3 text-muted">{none}</p>;
  return (
    <ul {...steady} className="min-h-0 flex-1 overflow-y-auto">
      {found.toReversed().map(({ index, sample }) => (
        <li key={`${index} ${sample.ref}`} className="border-b border-line-soft px-3 py-1.5">
          <div className="flex items-start gap-2">
            <p className="min-w-0 flex-1 wrap-anywhere text-pending">{sample.reason}</p>
            <Button
              icon={<Wrench size={13} aria-hidden />}
              className="px-2"
              title={`Edit ${sample.path.join('.')} with this event beside it`}
              onClick={() => onMend(index, sample)}
            >
              Mend this
            </Button>
          </div>
          <p className="mono truncate" title={sample.event}>
            {sample.event}
          </p>
          <p className="text-xs/[18px] text-muted">
            {formatTime(sample.at, { utc })}
            {sample.from !== null && ` · ${sample.from}`}
            {sample.id !== null && ` · ${sample.id}`}
          </p>
        </li>
      ))}
    </ul>
  );
}
