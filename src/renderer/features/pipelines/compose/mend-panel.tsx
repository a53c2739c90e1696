import { CircleCheck, CircleX, X } from 'lucide-react';
import { formatTime } from '../../../lib/format/times.ts';
import { useSettings } from '../../../lib/settings.ts';
import { Button, IconButton } from '../../../ui/button.tsx';
import { ErrorPanel } from '../../../ui/error-panel.tsx';
import { JsonLine } from '../../../ui/json-line.tsx';
import { rowsOf, outOf } from './event-rows.ts';
import { stepTitle } from './steps.ts';
import type { Mending } from './use-mend.ts';

interface MendPanelProps {
  /** The chosen one. */
  step: string;
  mending: Mending;
  /** Sets the lateness of the window; null where windows do not go by the time of events. */
  onLateness: ((lateness: string) => void) | null;
  onClose: () => void;
}

const noColors: ReadonlyMap<string, number> = new Map();

/** The event that is being mended, before and after the chosen step, and whether the file as it is now would count it. */
export function MendPanel({ step, mending, onLateness, onClose }: MendPanelProps) {
  const { utc } = useSettings();
  const { refused, preview, previewError } = mending;
  const { at, reason, event, text, late } = refused;
  const row = event && rowsOf(step, [event], preview, { colors: noColors, utc })[0]!;
  return (
    <section
      aria-label="The event to mend"
      className="flex max-h-[45%] flex-none flex-col gap-1 overflow-y-auto border-b border-line bg-surface px-3 py-2"
    >
      <div className="flex items-center gap-2">
        <h3 className="flex-none font-semibold">The event to mend</h3>
        <span className="mono min-w-0 flex-1 truncate text-muted">{formatTime(at, { utc })}</span>
        <IconButton label="Done with this event" onClick={onClose}>
          <X size={14} aria-hidden />
        </IconButton>
      </div>
      <p className="wrap-anywhere text-pending">{reason}</p>
      {event && !previewError && <Verdict mending={mending} />}
      {late && onLateness && (
        <p className="flex flex-wrap items-center gap-2">
          <span>With this lateness it would have been in time:</span>
          <Button onClick={() => onLateness(late.lateness)}>Use {late.lateness}</Button>
        </p>
      )}
      {row ? (
        <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-2">
          <dt className="text-muted">in</dt>
          <dd className="mono wrap-anywhere whitespace-pre-wrap">
            <JsonLine text={row.before} limit={2_000} />
          </dd>
          <dt className="text-muted">out · {outOf(step)}</dt>
          <dd className="mono wrap-anywhere whitespace-pre-wrap">
            {row.after === null ? (
              <span className="text-pending">{row.stopped}</span>
            ) : (
              <JsonLine text={row.after} limit={2_000} />
            )}
          </dd>
        </dl>
      ) : (
        <>
          <p className="mono wrap-anywhere whitespace-pre-wrap">{text} …</p>
          <p className="text-muted">
            It is larger than 64 KB, so only its beginning was kept: whether it passes cannot be shown here.
          </p>
        </>
      )}
      {previewError && <ErrorPanel error={previewError} onRetry={null} />}
    </section>
  );
}

function Verdict({ mending: { refused, preview } }: { mending: Mending }) {
  const trace = preview?.events[0];
  const isOfLimit = refused.path[0] === 'limits';
  const verdict =
    preview === null
      ? { passes: null, text: 'Trying it …' }
      : trace?.stoppedAt
        ? { passes: false, text: `It is still stopped at ${stepTitle(trace.stoppedAt)}.` }
        : preview.problems.length > 0
          ? { passes: null, text: 'The file has problems: whether it passes shows once they are solved.' }
          : isOfLimit
            ? { passes: null, text: 'Alone it passes: the limit is about how many there are at a time.' }
            : { passes: true, text: 'It passes now.' };
  return (
    <p role="status" className="flex items-center gap-1.5">
      {verdict.passes === true && <CircleCheck size={14} aria-hidden className="flex-none text-ok" />}
      {verdict.passes === false && <CircleX size={14} aria-hidden className="flex-none text-pending" />}
      {verdict.text}
    </p>
  );
}
