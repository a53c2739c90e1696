import type { EventSample, PipelineRunState } from '#shared/contract/pipelines.ts';
import { formatCount } from '../../lib/format/numbers.ts';
import { formatTime } from '../../lib/format/times.ts';
import type { RecipeGuide } from '../../lib/recipe-guides.ts';
import { useRemembered } from '../../lib/remembered.ts';
import { CommandLine } from '../../ui/command-line.tsx';
import { Tabs, type Tab } from '../../ui/tabs.tsx';
import { GuideTab } from './guide-tab.tsx';
import { ResultsGrid } from './results-grid.tsx';

interface RunDetailsProps {
  /** Null before the first start: only a recipe has something to say then. */
  run: PipelineRunState | null;
  guide: RecipeGuide | null;
}

/** What a recipe is about, and what a run gives to look at: results, open windows, events that did not count, the last transaction, the log. */
export function RunDetails({ run, guide }: RunDetailsProps) {
  const [wanted, setWanted] = useRemembered('pipelines.details', 'guide');
  const about: Tab<string>[] = guide
    ? [
        {
          value: 'guide',
          title: 'Guide',
          content: <GuideTab guide={guide} run={run} />,
        },
      ]
    : [];
  const tabs = [...about, ...(run ? runTabs(run) : [])];
  return (
    <Tabs
      label="Run"
      value={tabs.find(({ value }) => value === wanted)?.value ?? tabs[0]!.value}
      onValue={setWanted}
      tabs={tabs}
    />
  );
}

function runTabs(run: PipelineRunState): Tab<string>[] {
  const samplesOf = (kind: 'invalidSamples' | 'lateSamples') =>
    run.pipelines.flatMap(pipeline => pipeline[kind]);
  const sum = (name: 'invalid' | 'late') =>
    run.pipelines.reduce((total, pipeline) => total + pipeline[name], 0);
  return [
    {
      value: 'results',
      title: 'Results',
      content: (
        <ResultsGrid
          id="pipelines.results"
          label="Results"
          rows={run.rows}
          live
          empty="A row appears here when its window closes."
        />
      ),
    },
    {
      value: 'open',
      title: `Open ${formatCount(run.open.length)}`,
      content: (
        <ResultsGrid
          id="pipelines.open"
          label="Open windows"
          rows={run.open}
          live={false}
          empty="No window is open."
        />
      ),
    },
    {
      value: 'invalid',
      title: `Invalid ${formatCount(sum('invalid'))}`,
      content: <Samples samples={samplesOf('invalidSamples')} none="Every event could be counted." />,
    },
    {
      value: 'late',
      title: `Late ${formatCount(sum('late'))}`,
      content: (
        <Samples samples={samplesOf('lateSamples')} none="No event came after its window had closed." />
      ),
    },
    { value: 'flush', title: 'Last flush', content: <LastFlush run={run} /> },
    { value: 'log', title: 'Log', content: <Log run={run} /> },
  ];
}

function Samples({ samples, none }: { samples: readonly EventSample[]; none: string }) {
  if (samples.length === 0) return <p className="p-3 text-muted">{none}</p>;
  return (
    <ul className="min-h-0 flex-1 overflow-y-auto">
      {samples.toReversed().map((sample, index) => (
        <li key={index} className="border-b border-line-soft px-3 py-1.5">
          <p className="text-pending">{sample.reason}</p>
          <p className="mono truncate" title={sample.event}>
            {sample.event}
          </p>
          <p className="text-xs/[18px] text-muted">
            {formatTime(sample.at, { utc: false })}
            {sample.from !== null && ` · ${sample.from}`}
            {sample.id !== null && ` · ${sample.id}`}
          </p>
        </li>
      ))}
    </ul>
  );
}

function LastFlush({ run }: { run: PipelineRunState }) {
  const flushed = run.pipelines.filter(({ lastTransaction }) => lastTransaction !== null);
  if (flushed.length === 0) return <p className="p-3 text-muted">Nothing has been written to Redis yet.</p>;
  return (
    <div className="min-h-0 flex-1 overflow-y-auto p-3">
      {flushed.map(({ id, lastTransaction, position }) => (
        <div key={id} className="pb-3">
          <p className="pb-1 text-xs/[18px] text-muted">
            {id} · one transaction of {formatCount(lastTransaction!.count)} commands
            {lastTransaction!.commands.length < lastTransaction!.count &&
              `, the last ${lastTransaction!.commands.length} of them`}
          </p>
          <CommandLine text={['MULTI', ...lastTransaction!.commands, 'EXEC'].join('\n')} />
          {position !== null && (
            <p className="mono truncate pt-1 text-muted" title={position}>{`position ${position}`}</p>
          )}
        </div>
      ))}
    </div>
  );
}

function Log({ run }: { run: PipelineRunState }) {
  if (run.log.length === 0) return <p className="p-3 text-muted">Nothing to report yet.</p>;
  return (
    <ul className="mono min-h-0 flex-1 overflow-y-auto p-3">
      {run.log.toReversed().map((entry, index) => (
        <li key={index} className="wrap-anywhere">
          <span className="text-muted">{formatTime(entry.at, { utc: false })}</span> {entry.text}
        </li>
      ))}
    </ul>
  );
}
