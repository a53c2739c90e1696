import type { MillraceError } from '#shared/rpc/errors.ts';
import { change } from '../../../lib/navigation.ts';
import { ErrorPanel } from '../../../ui/error-panel.tsx';
import type { PipelinePart } from './document.ts';
import { MendPanel } from './mend-panel.tsx';
import { objectOf } from './plain-values.ts';
import type { Mending } from './use-mend.ts';

interface MendAreaProps {
  step: string;
  /** Null where no event is mended, or it is not known yet. */
  mending: Mending | null;
  /** Why it is not known; null where none is mended. */
  error: MillraceError | null;
  /** Null where the text cannot be read. */
  part: PipelinePart | null;
  onLateness: (lateness: string) => void;
}

/** The event that is mended, or why it is not there; nothing where none is. */
export function MendArea({ step, mending, error, part, onLateness }: MendAreaProps) {
  const { time } = objectOf(part?.value.window);
  const goesByEvents = typeof time === 'object' && time !== null;
  return (
    <>
      {error && (
        <div className="flex-none p-2">
          <ErrorPanel what="The event to mend is gone." error={error} onRetry={null} />
        </div>
      )}
      {mending && (
        <MendPanel
          step={step}
          mending={mending}
          onLateness={goesByEvents ? onLateness : null}
          onClose={() => change('pipelines', { mend: undefined })}
        />
      )}
    </>
  );
}
