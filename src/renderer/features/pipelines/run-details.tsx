import type { EventSample, PipelineRunState } from '#shared/contract/pipelines.ts';
import { formatCount } from '../../lib/format/numbers.ts';
import { formatTime } from '../../lib/format/times.ts';
import type { RecipeGuide } from '../../lib/recipe-guides.ts';
import { useSettings } from '../../lib/settings.ts';
import { useRemembered } from '../../lib/remembered.ts';
import { CommandLine } from '../../ui/command-line.tsx';
import { Tabs, type Tab } from '../../ui/tabs.tsx';
import { GuideTab } from './guide-tab.tsx';
import { RefusedEvents } from './refused-events.tsx';
import { ResultsGrid } from './results-grid.tsx';

interface RunDetailsProps {
  /** Null before the first start of this Millrace. */
  run: PipelineRunState | null;
  /** The runs that are over. */
  runs: Tab<string>;
  guide: RecipeGuide | null;
  /** Opens the file where it refused an event. @param index of the pipeline in its file */
  onMend: (index: number, sample: EventSample) => void;
}

/** What a recipe is about, and what a run gives to look at: results, open windows, events that did not count, the last transaction, the log. */
export function RunDetails({ run, runs, guide, onMend }: RunDetailsProps) {
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
  const tabs = [...about, ...(run ? runTabs(run, runs, onMend) : [runs])];
  return (
    <Tabs
      label="Run"
      value={tabs.find(({ value }) => value === wanted)?.value ?? tabs[0]!.value}
      onValue={setWanted}
      tabs={tabs}
    />
  );
}

function runTabs(run: PipelineRunState, runs: Tab<string>, onMend: RunDetailsProps['onMend']): Tab<string>[] {
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
      content: (
        <RefusedEvents
          pipelines={run.pipelines}
          kind="invalidSamples"
          none="Every event could be counted."
          onMend={onMend}
        />
      ),
    },
    {
      value: 'late',
      title: `Late ${formatCount(sum('late'))}`,
      content: (
        <RefusedEvents
          pipelines={run.pipelines}
          kind="lateSamples"
          none="No event came after its window had closed."
          onMend={onMend}
        />
      ),
    },
    runs,
    { value: 'flush', title: 'Last flush', content: <LastFlush run={run} /> },
    { value: 'log', title: 'Log', content: <Log run={run} /> },
  ];
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
  const { utc } = useSettings();
  if (run.log.length === 0) return <p className="p-3 text-muted">Nothing to report yet.</p>;
  return (
    <ul className="mono min-h-0 flex-1 overflow-y-auto p-3">
      {run.log.toReversed().map((entry, index) => (
        <li key={index} className="wrap-anywhere">
          <span className="text-muted">{formatTime(entry.at, { utc })}</span> {entry.text}
        </li>
      ))}
    </ul>
  );
}
