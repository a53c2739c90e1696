import { History, Trash2 } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { KeptRun } from '#shared/contract/run-history.ts';
import { KEPT_RUNS } from '#shared/contract/run-history.ts';
import { formatDuration } from '../../../lib/format/durations.ts';
import { countOf, formatCount } from '../../../lib/format/numbers.ts';
import { isoTime } from '../../../lib/format/times.ts';
import { Button } from '../../../ui/button.tsx';
import { ArrayRowSource } from '../../../ui/data-grid/array-row-source.ts';
import type { Column } from '../../../ui/data-grid/columns.ts';
import { DataGrid } from '../../../ui/data-grid/data-grid.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { EndTag } from './end-tag.tsx';
import { ForgetRuns } from './forget-runs.tsx';
import { tookMs } from './run-figures.ts';
import { Clock } from '../clock.tsx';

interface RunsTabProps {
  /** Of the file. */
  id: string;
  /** Newest first; undefined until they are known. */
  runs: readonly KeptRun[] | undefined;
  /** Why earlier ones are missing, or newer ones are not kept. */
  problem: string | null;
  /** The one that is looked at. */
  past: string | null;
  onPast: (run: string) => void;
}

const sumOf = ({ pipelines }: KeptRun, name: 'received' | 'emitted'): number | null =>
  pipelines.every(({ figures }) => figures !== null)
    ? pipelines.reduce((sum, { figures }) => sum + figures![name], 0)
    : null;

const countColumn = (name: 'received' | 'emitted'): Column<KeptRun> => ({
  id: name,
  title: name,
  width: 72,
  align: 'right',
  cell: run => formatCount(sumOf(run, name)),
  text: run => String(sumOf(run, name) ?? ''),
});

export const columns: readonly Column<KeptRun>[] = [
  {
    id: 'started',
    title: 'started',
    width: 78,
    figure: true,
    cell: ({ startedAt }) => <Clock time={startedAt} />,
    text: ({ startedAt }) => isoTime(startedAt),
  },
  {
    id: 'end',
    title: 'end',
    width: 'flex',
    minWidth: 76,
    cell: ({ end }) => <EndTag end={end} />,
    text: ({ end }) => end,
  },
  {
    id: 'took',
    title: 'took',
    width: 86,
    align: 'right',
    cell: run => formatDuration(tookMs(run)),
    text: run => String(tookMs(run) ?? ''),
  },
  countColumn('received'),
  countColumn('emitted'),
];
const rowKey = ({ run }: KeptRun) => run;
const isSame = (a: KeptRun, b: KeptRun) => a.run === b.run;

/** The runs of a file that are over; Enter opens the report of one. */
export function RunsTab({ id, runs, problem, past, onPast }: RunsTabProps) {
  const [source] = useState(() => new ArrayRowSource<KeptRun>(rowKey, isSame));
  const [active, setActive] = useState<string | null>(past);
  const [isForgetting, setIsForgetting] = useState(false);
  useEffect(() => source.replace(runs ?? []), [source, runs]);
  return (
    <>
      {problem !== null && (
        <p
          role="status"
          className="flex-none border-b border-pending/50 bg-pending-bg px-3 py-1 text-pending"
        >
          {problem}
        </p>
      )}
      <DataGrid
        id="pipelines.runs"
        label="Runs"
        source={source}
        columns={columns}
        rowKey={rowKey}
        activeKey={active}
        onActivate={setActive}
        onOpen={({ run }) => onPast(run)}
        empty={
          runs && (
            <EmptyState icon={<History size={18} aria-hidden />} title="Runs appear here when they are over">
              Each with its figures and the file that it ran; two of them can be compared.
            </EmptyState>
          )
        }
      />
      {runs && runs.length > 0 && (
        <div className="flex flex-none items-center gap-2 border-t border-line px-3 py-1">
          <span className="min-w-0 flex-1 truncate text-xs/[18px] text-muted">
            {countOf(runs.length, 'run')}; the newest {KEPT_RUNS} are kept
          </span>
          <Button
            variant="quiet"
            icon={<Trash2 size={13} aria-hidden />}
            onClick={() => setIsForgetting(true)}
          >
            Forget all
          </Button>
        </div>
      )}
      <ForgetRuns
        id={id}
        run={null}
        open={isForgetting}
        count={runs?.length ?? 0}
        onClose={() => setIsForgetting(false)}
      />
    </>
  );
}
