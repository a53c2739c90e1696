import { Trash2, X } from 'lucide-react';
import { useState } from 'react';
import type { KeptRun } from '#shared/contract/run-history.ts';
import { shownText } from '#shared/redis/text.ts';
import { formatDuration } from '../../../lib/format/durations.ts';
import { formatFullTime, formatSeconds } from '../../../lib/format/times.ts';
import { useSettings } from '../../../lib/settings.ts';
import { Button, IconButton } from '../../../ui/button.tsx';
import { Select } from '../../../ui/select.tsx';
import { EndTag } from './end-tag.tsx';
import { FilesCompared } from './files-compared.tsx';
import { FiguresTable } from './figures-table.tsx';
import { ForgetRuns } from './forget-runs.tsx';
import { tookMs } from './run-figures.ts';
import { RunFile } from './run-file.tsx';

interface PastRunProps {
  /** Of the file. */
  id: string;
  /** What the file says now. */
  savedText: string | undefined;
  /** Newest first; undefined until they are known. */
  runs: readonly KeptRun[] | undefined;
  past: string;
  /** The run that it is compared with; null for none. */
  against: string | null;
  onAgainst: (run: string | null) => void;
  onClose: () => void;
}

/** The report of a run that is over, or two of them side by side, the older one first. */
export function PastRun({ id, savedText, runs, past, against, onAgainst, onClose }: PastRunProps) {
  const { utc } = useSettings();
  const [isForgetting, setIsForgetting] = useState(false);
  const run = runs?.find(other => other.run === past);
  const other = runs?.find(candidate => candidate.run === against && candidate.run !== past);
  const shown = run ? [run, ...(other ? [other] : [])].sort((a, b) => a.startedAt - b.startedAt) : [];
  const pipelines = new Map(shown.flatMap(one => one.pipelines.map(part => [part.id, shownText(part.name)])));
  return (
    <section
      aria-label={other ? 'Two runs compared' : 'Report of a run'}
      className="flex min-h-0 flex-1 flex-col"
    >
      <div className="flex min-h-[34px] flex-none flex-wrap items-center gap-2 border-b border-line px-3 py-1">
        <h3 className="font-semibold">{run ? `Run of ${startOf(run, utc)}` : 'A run that is over'}</h3>
        {run && <EndTag end={run.end} />}
        <span className="flex-1" />
        {run && runs && runs.length > 1 && (
          <Select
            label="Compare with"
            value={other?.run ?? ''}
            onValue={next => onAgainst(next === '' ? null : next)}
            className="max-w-56"
            options={[
              { value: '', label: other ? 'Compare with none' : 'Compare with …' },
              ...runs
                .filter(candidate => candidate.run !== past)
                .map(candidate => ({
                  value: candidate.run,
                  label: `${startOf(candidate, utc)} · ${candidate.end}`,
                })),
            ]}
          />
        )}
        {run && !other && (
          <IconButton label="Forget this run" onClick={() => setIsForgetting(true)}>
            <Trash2 size={14} aria-hidden />
          </IconButton>
        )}
        <IconButton label="Close the report" onClick={onClose}>
          <X size={14} aria-hidden />
        </IconButton>
      </div>
      {runs && !run && (
        <div className="p-3">
          <p className="pb-2">This run is no longer in the history.</p>
          <Button onClick={onClose}>Close the report</Button>
        </div>
      )}
      {run && (
        // Read by keyboard, too: nothing in it takes the focus.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it is scrolled with the arrow keys
        <div tabIndex={0} role="region" aria-label="Report" className="min-h-0 flex-1 overflow-y-auto p-3">
          {!other && <Facts run={run} heading={null} />}
          {[...pipelines].map(([pipeline, name]) => (
            <FiguresTable key={pipeline} pipeline={pipeline} name={name} runs={shown} />
          ))}
          {shown.length === 2 && <FilesCompared id={id} before={shown[0]!} after={shown[1]!} />}
          {other && shown.map(one => <Facts key={one.run} run={one} heading={startOf(one, utc)} />)}
          {!other && <RunFile id={id} run={run} savedText={savedText} />}
        </div>
      )}
      <ForgetRuns
        id={id}
        run={past}
        open={isForgetting}
        count={1}
        onClose={() => setIsForgetting(false)}
        onForgotten={onClose}
      />
    </section>
  );
}

/** Without milliseconds. */
function startOf({ startedAt }: KeptRun, utc: boolean): string {
  return formatSeconds(startedAt, { utc });
}

function Facts({ run, heading }: { run: KeptRun; heading: string | null }) {
  const { startedAt, endedAt, seenAt, end, error, offline, restarts, connection, pipelines } = run;
  const { utc } = useSettings();
  const took = tookMs(run);
  const facts: [string, string | null][] = [
    ['Started', formatFullTime(startedAt, { utc })],
    [
      'Ended',
      endedAt === null
        ? `not known${seenAt === null ? '' : `; seen last at ${formatFullTime(seenAt, { utc })}`}`
        : `${formatFullTime(endedAt, { utc })}, after ${formatDuration(took)}`,
    ],
    ['Why', error],
    ['On', `${connection.name} · ${connection.server}${offline ? ' · on the built-in replay' : ''}`],
    [
      'Restarts',
      restarts === 0
        ? null
        : `${restarts} after failures; the figures are those since the last of them, and rates are not known`,
    ],
    [
      'Figures',
      pipelines.some(({ figures }) => figures === null)
        ? 'not known: Millrace was killed before they were kept'
        : null,
    ],
    ...pipelines.flatMap(({ name, guarantee, figures }): [string, string | null][] => {
      const of = pipelines.length > 1 ? ` of ${name}` : '';
      const watermark = figures?.watermark ?? null;
      return [
        [`What holds${of}`, guarantee],
        [`Position${of}`, figures?.position ?? null],
        [`Watermark${of}`, watermark === null ? null : formatFullTime(watermark, { utc })],
      ];
    }),
  ];
  return (
    <section aria-label={heading === null ? 'Facts' : `Facts of ${heading}`} className="pb-3">
      {heading !== null && (
        <h4 className="flex items-center gap-2 pb-1 font-semibold">
          {heading} <EndTag end={end} />
        </h4>
      )}
      <dl className="grid grid-cols-[minmax(72px,auto)_minmax(0,1fr)] gap-x-3">
        {facts.map(
          ([name, text]) =>
            text !== null && (
              <div key={name} className="contents">
                <dt className="text-muted">{shownText(name)}</dt>
                <dd className="wrap-anywhere">{shownText(text)}</dd>
              </div>
            ),
        )}
      </dl>
    </section>
  );
}
