import { ErrorPanel } from '../../../ui/error-panel.tsx';
import { EventsTable } from './events-table.tsx';
import type { Look } from './use-look.ts';

interface EventsPaneProps {
  step: string;
  look: Look;
  /** Where a test message can be published; null where that is no way to get an event. */
  onPublish: (() => void) | null;
  /** Why nothing is heard of the source. */
  silence: string;
}

/** The newest events and what the chosen step makes of them, or why there are none. */
export function EventsPane({ step, look, onPublish, silence }: EventsPaneProps) {
  const { sample, events, preview, sampleError, previewError, isPaused, pause, isHeld } = look;
  const error = sampleError ?? previewError;
  return (
    <>
      {error && (
        <div className="p-2">
          <ErrorPanel error={error} onRetry={sampleError ? 'itself' : null} />
        </div>
      )}
      <EventsTable
        step={step}
        sample={sample}
        events={events}
        preview={preview}
        isPaused={isPaused}
        onPause={pause}
        isHeld={isHeld}
        onPublish={onPublish}
        silence={silence}
      />
    </>
  );
}
