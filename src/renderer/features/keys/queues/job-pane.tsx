import { Play, RotateCcw, Trash2, X } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { JobDetail, JobPlace, QueueId } from '#shared/contract/queues.ts';
import { useSettings } from '../../../lib/settings.ts';
import { chainText } from '../../../lib/decodings.ts';
import { useEngineQuery } from '../../../lib/engine-query.ts';
import { formatFullTime } from '../../../lib/format/times.ts';
import { linkTo } from '../../../lib/navigation.ts';
import { decodedPayload } from '../../../lib/payload.ts';
import { Button, IconButton } from '../../../ui/button.tsx';
import { ErrorPanel } from '../../../ui/error-panel.tsx';
import { DecodedFoot } from '../../../ui/payload-view/decoded-foot.tsx';
import { PayloadView } from '../../../ui/payload-view/payload-view.tsx';
import { Tabs } from '../../../ui/tabs.tsx';
import { JobActionDialog, type JobAct } from './job-action-dialog.tsx';

interface JobPaneProps {
  connectionId: string;
  id: QueueId;
  place: JobPlace;
  onClose: () => void;
  /** Something was done to it. */
  onChanged: () => void;
}

/** A job changes, or leaves its place, at any time. */
const REFRESH_MS = 5_000;

const words: Record<JobAct, string> = { retry: 'Try again…', run: 'Run now…', discard: 'Discard…' };
const icons = { retry: RotateCcw, run: Play, discard: Trash2 };
type Part = 'payload' | 'history' | 'fields';

/** One job: what can be done to it, what went wrong, what it works on, its history, its fields and the keys it lives in. */
export function JobPane({ connectionId, id, place, onClose, onChanged }: JobPaneProps) {
  const {
    data: job,
    error,
    refetch,
  } = useEngineQuery('queues.job', { connectionId, ...id, job: place }, { everyMs: REFRESH_MS });
  const isGone = error?.code === 'not-found';
  const [acting, setActing] = useState<JobAct | null>(null);
  const [isDone, setIsDone] = useState(false);
  const [part, setPart] = useState<Part>('payload');
  const name = job?.name ?? place.id;
  return (
    <section aria-label={`Job ${place.id}`} className="flex min-h-0 flex-1 flex-col">
      <header className="flex flex-none flex-wrap items-center gap-x-2 gap-y-1 border-b border-line px-3 py-1.5">
        <h3 className="min-w-0 truncate font-medium" title={name}>
          {name}
        </h3>
        {name !== place.id && (
          <span className="mono min-w-0 truncate text-muted" title={place.id}>
            {place.id}
          </span>
        )}
        <span className="ml-auto flex shrink-0 items-center gap-1.5">
          {job?.acts.map(({ act, refused }) => {
            const Icon = icons[act];
            return (
              refused === null &&
              !isGone && (
                <Button
                  key={act}
                  variant={act === 'discard' ? 'danger' : 'plain'}
                  icon={<Icon size={13} aria-hidden />}
                  onClick={() => setActing(act)}
                >
                  {words[act]}
                </Button>
              )
            );
          })}
          <IconButton label="Close the job" onClick={onClose}>
            <X size={15} aria-hidden />
          </IconButton>
        </span>
      </header>
      {error && (
        <div className="flex-none border-b border-line p-2">
          <ErrorPanel error={error} onRetry={() => void refetch()} />
        </div>
      )}
      {job && <Failure job={job} />}
      {job && (
        <Tabs<Part>
          label="Parts of the job"
          value={part}
          onValue={setPart}
          tabs={[
            { value: 'payload', title: 'Payload', content: part === 'payload' && <Payload job={job} /> },
            { value: 'history', title: 'History', content: part === 'history' && <History job={job} /> },
            { value: 'fields', title: 'Fields', content: part === 'fields' && <Fields job={job} /> },
          ]}
        />
      )}
      {acting !== null && (
        <JobActionDialog
          connectionId={connectionId}
          act={acting}
          name={name}
          action={{ kind: acting, ...id, ...placeOf(place) }}
          onDone={() => {
            setIsDone(true);
            onChanged();
          }}
          // Once something was done to it, it is no longer where it was looked at.
          onClose={() => (isDone ? onClose() : setActing(null))}
        />
      )}
    </section>
  );
}

const placeOf = ({ state, key, at, id }: JobPlace): JobPlace => ({ state, key, at, id });

/** What went wrong last, and where. */
function Failure({ job }: { job: JobDetail }) {
  if (job.error === null && job.trace === null) return null;
  return (
    <div className="max-h-[40%] flex-none overflow-y-auto border-b border-line-soft px-3 py-2">
      {job.error !== null && <p className="wrap-break-word text-danger">{job.error}</p>}
      {job.trace !== null && (
        <pre
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls
          tabIndex={0}
          aria-label="Trace"
          className="mono overflow-x-auto pt-1 text-xs/[18px] text-muted"
        >
          {job.trace}
        </pre>
      )}
    </div>
  );
}

function Payload({ job: { payload, isGone } }: { job: JobDetail }) {
  const shown = useMemo(() => payload && decodedPayload(payload.original, payload), [payload]);
  if (payload === null || shown === null)
    return (
      <p className="p-3 text-muted">
        {isGone
          ? 'Only its id is left: the job itself no longer exists.'
          : 'It has none, or one too large to be read with the rest: its key shows it.'}
      </p>
    );
  return (
    <PayloadView
      bytes={payload.original}
      decoded={shown}
      foot={
        <DecodedFoot decoded={payload} size={payload.original.length}>
          <span>{chainText(payload.steps)}</span>
        </DecodedFoot>
      }
    />
  );
}

/** What happened to it, the refusals of what cannot be done, and the keys it lives in. */
function History({ job }: { job: JobDetail }) {
  const { utc } = useSettings();
  return (
    <div className="min-h-0 flex-1 overflow-y-auto px-3 py-2">
      <ul aria-label="History" className="flex flex-col gap-1">
        {job.history.length === 0 && <li className="text-muted">It says nothing of its past.</li>}
        {job.history.map(({ time, what }, index) => (
          <li key={index} className="flex gap-3">
            <span className="w-[218px] shrink-0 whitespace-nowrap text-muted tabular-nums">
              {time === null ? '' : formatFullTime(time, { utc })}
            </span>
            <span className="min-w-0 wrap-break-word">{what}</span>
          </li>
        ))}
      </ul>
      <h4 className="pt-4 pb-1 font-medium">Where it is</h4>
      <ul aria-label="Keys of the job" className="flex flex-col gap-1">
        {job.keys.map(({ key, what }) => (
          <li key={key} className="flex gap-3">
            <a
              className="mono min-w-0 truncate text-accent-text underline underline-offset-2"
              href={linkTo('keys', { named: '', key: new TextEncoder().encode(key) })}
              title={key}
            >
              {key}
            </a>
            <span className="shrink-0 text-muted">{what}</span>
          </li>
        ))}
      </ul>
      {job.acts.some(({ refused }) => refused !== null) && (
        <>
          <h4 className="pt-4 pb-1 font-medium">What cannot be done</h4>
          <dl className="grid grid-cols-[90px_1fr] gap-x-2 gap-y-1 text-muted">
            {job.acts.map(
              ({ act, refused }) =>
                refused !== null && (
                  <div key={act} className="contents">
                    <dt>{words[act].replace('…', '')}</dt>
                    <dd>{refused}</dd>
                  </div>
                ),
            )}
          </dl>
        </>
      )}
    </div>
  );
}

function Fields({ job: { fields } }: { job: JobDetail }) {
  return (
    <dl className="grid min-h-0 flex-1 auto-rows-min grid-cols-[minmax(90px,auto)_1fr] gap-x-3 gap-y-1 overflow-y-auto px-3 py-2">
      {fields.map(({ name, value, isCut }) => (
        <div key={name} className="contents">
          <dt className="text-muted">{name}</dt>
          <dd className="mono min-w-0 wrap-anywhere">
            {value}
            {isCut && '…'}
          </dd>
        </div>
      ))}
    </dl>
  );
}
