import { RefreshCw } from 'lucide-react';
import { useEffect, useMemo, useState, type ReactNode } from 'react';
import type { Condition, ConditionLanguage } from '#shared/contract/condition.ts';
import { matchesAll, noCondition } from '#shared/contract/every-condition.ts';
import type { JobPlace, JobRow, JobState, QueueId } from '#shared/contract/queues.ts';
import { useAction, useEscape } from '../../../lib/actions.ts';
import { engineNow } from '../../../lib/engine.ts';
import { countOf, formatCount } from '../../../lib/format/numbers.ts';
import { change, go, useOpened } from '../../../lib/navigation.ts';
import { useSettings } from '../../../lib/settings.ts';
import { useReconnected } from '../../../lib/use-reconnected.ts';
import { useRedraw } from '../../../lib/use-redraw.ts';
import { Button, IconButton } from '../../../ui/button.tsx';
import { ArrayRowSource } from '../../../ui/data-grid/array-row-source.ts';
import { DataGrid } from '../../../ui/data-grid/data-grid.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { ErrorPanel } from '../../../ui/error-panel.tsx';
import { Input } from '../../../ui/field.tsx';
import { Select } from '../../../ui/select.tsx';
import { SplitPane } from '../../../ui/split-pane.tsx';
import { jobColumns } from './job-columns.tsx';
import { JobPane } from './job-pane.tsx';
import { JobRows } from './job-rows.ts';
import { useJobSearch, type JobSearch } from './use-job-search.ts';

interface JobsViewProps {
  connectionId: string;
  id: QueueId;
  state: JobState;
  /** Told anew when jobs may have come or gone. */
  revision: string;
  onChanged: () => void;
}

const rowKey = ({ key, at, id }: JobPlace) => `${key} ${at} ${id}`;
const languages: { value: ConditionLanguage; label: string }[] = [
  { value: 'text', label: 'text' },
  { value: 're2', label: 'RE2' },
  { value: 'cel', label: 'CEL' },
];

/** The jobs of one state, or those of them that match, and beside them the one that is looked at. */
export function JobsView({ connectionId, id, state, revision, onChanged }: JobsViewProps) {
  const { utc } = useSettings();
  const opened = useOpened('keys');
  const { language = 'text', text = '', jobIn, jobAt, job } = opened;
  const condition: Condition = { language, text };
  const isSearch = !matchesAll(condition);
  const redraw = useRedraw();
  const address = { connectionId, ...id, state };
  const all = useMemo(
    () =>
      new JobRows((from, count, signal) =>
        engineNow().queues.jobs({ connectionId, ...id, state, from, count }, { signal }),
      ),
    // oxlint-disable-next-line react/exhaustive-deps -- the view is made anew for another queue
    [connectionId, state],
  );
  const [found] = useState(() => new ArrayRowSource<JobRow>(rowKey));
  const search = useJobSearch(address, isSearch ? condition : null);
  useEffect(() => found.replace(search.jobs), [found, search.jobs]);
  useEffect(() => {
    const unsubscribe = all.subscribe(redraw);
    return () => {
      unsubscribe();
      all.close();
    };
  }, [all, redraw]);
  useEffect(() => {
    void all.refresh();
  }, [all, revision]);
  useReconnected(connectionId, () => void all.refresh());

  const first = (isSearch ? found : all).at(0);
  const isNarrow = jobIn !== undefined;
  const columns = useMemo(
    () => jobColumns(first?.timeIs ?? 'added', utc, isNarrow),
    [first?.timeIs, utc, isNarrow],
  );
  const place: JobPlace | null =
    jobIn === undefined ? null : { state, key: jobIn, at: Number(jobAt ?? 0) || 0, id: job ?? '' };
  const close = () => go('keys', { ...opened, jobIn: undefined, jobAt: undefined, job: undefined });
  useEscape('queues.job', 'Close the job', 'Keys', place ? close : null);
  const error = isSearch ? search.error : all.error;
  return (
    <>
      <SearchBar
        value={condition}
        isFor={`Search ${state} jobs`}
        onValue={({ language: of, text: wanted }) => change('keys', { language: of, text: wanted })}
      >
        <span role="status" className="min-w-0 truncate text-muted">
          {isSearch ? searchText(search) : all.total === null ? '' : countOf(all.total, 'job')}
        </span>
        {isSearch && search.isRunning && <Button onClick={search.stop}>Stop</Button>}
        {isSearch && !search.isRunning && search.next !== null && search.error === null && (
          <Button onClick={search.goOn}>Search on</Button>
        )}
        <span className="flex-1" />
        <IconButton label="Look again" onClick={onChanged}>
          <RefreshCw size={14} aria-hidden />
        </IconButton>
      </SearchBar>
      {isSearch && search.failure !== null && (
        <p className="flex-none border-b border-line-soft px-3 py-1 text-pending">
          The condition failed on {countOf(search.failed, 'job')}, which count as not matching. The first
          error: {search.failure}
        </p>
      )}
      {error && (
        <div className="flex-none p-2">
          <ErrorPanel error={error} onRetry={() => (isSearch ? search.goOn() : void all.refresh())} />
        </div>
      )}
      <SplitPane
        id="queue-job"
        direction="horizontal"
        paneSize={520}
        minPane={300}
        minMain={344}
        main={
          <DataGrid
            id="jobs"
            takesFocus
            label="Jobs"
            source={isSearch ? found : all}
            columns={columns}
            rowKey={rowKey}
            activeKey={place && rowKey(place)}
            onActivate={(_, row) => change('keys', { jobIn: row.key, jobAt: String(row.at), job: row.id })}
            empty={
              (isSearch ? !search.isRunning : all.total === 0) && error === null ? (
                <EmptyState title={isSearch ? 'No job matches' : `No jobs are ${state}`} />
              ) : undefined
            }
          />
        }
        pane={
          place && (
            <JobPane
              key={rowKey(place)}
              connectionId={connectionId}
              id={id}
              place={place}
              onClose={close}
              onChanged={onChanged}
            />
          )
        }
      />
    </>
  );
}

function searchText({ jobs, looked, total, isRunning, next }: JobSearch): string {
  const many = `${formatCount(jobs.length)} found`;
  return isRunning || next !== null
    ? `${many} so far · looked at ${formatCount(looked)} of ${formatCount(total)}`
    : `${many} among ${formatCount(looked)}`;
}

interface SearchBarProps {
  value: Condition;
  isFor: string;
  onValue: (value: Condition) => void;
  children: ReactNode;
}

/** A condition on what jobs work on, searched for on Enter. */
function SearchBar({ value, isFor, onValue, children }: SearchBarProps) {
  const [typed, setTyped] = useState(value);
  const [input, setInput] = useState<HTMLInputElement | null>(null);
  useAction({ id: 'queues.search', title: isFor, group: 'Keys', shortcut: '/', run: () => input?.focus() });
  return (
    <div className="flex h-9 flex-none items-center gap-2 border-b border-line-soft px-2">
      <form
        className="flex"
        onSubmit={event => {
          event.preventDefault();
          onValue(typed);
        }}
      >
        <Select
          label="Kind of search"
          className="w-[72px] rounded-r-none! border-r-0!"
          value={typed.language}
          onValue={language => setTyped({ ...typed, language })}
          options={languages}
        />
        <Input
          ref={setInput}
          mono
          aria-label={isFor}
          title="Enter searches what the jobs work on"
          placeholder={
            typed.language === 'cel' ? 'event.to == "ana" && meta.attempts > 2' : 'part of a payload or name'
          }
          className="w-64! rounded-l-none! max-[1100px]:w-44!"
          value={typed.text}
          onChange={event => {
            setTyped({ ...typed, text: event.target.value });
            if (event.target.value === '') onValue(noCondition);
          }}
        />
        <button type="submit" hidden>
          Search
        </button>
      </form>
      {children}
    </div>
  );
}
