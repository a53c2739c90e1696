import { Square } from 'lucide-react';
import type { InputOf } from '../../../lib/method-names.ts';
import { useStream } from '../../../lib/engine.ts';
import { formatCount, formatRate } from '../../../lib/format/numbers.ts';
import { Button } from '../../../ui/button.tsx';
import { CommandLine } from '../../../ui/command-line.tsx';
import { ErrorPanel } from '../../../ui/error-panel.tsx';
import { Tag } from '../../../ui/tag.tsx';
import { ResultsGrid } from '../results-grid.tsx';

interface DryRunProps {
  input: InputOf<'compose.dryRun'>;
  onStop: () => void;
}

/** The pipeline on live events, without a write: its counters and rows. It ends when it is not shown any more. */
export function DryRun({ input, onStop }: DryRunProps) {
  const { item: run, error } = useStream('compose.dryRun', input);
  const figures = run?.figures;
  const rows = run ? [...run.rows, ...run.open] : [];
  const rate = run?.ended ? 0 : (figures?.receivedPerSecond ?? null);
  const counts: [string, string][] = [
    ['received', formatCount(figures?.received)],
    ['a second', formatRate(rate)],
    ['invalid', formatCount(figures?.invalid)],
    ['matched', formatCount(figures?.matched)],
    ['unmatched', formatCount(figures?.unmatched)],
    ['late', formatCount(figures?.late)],
    ['emitted', formatCount(figures?.emitted)],
  ];
  return (
    <section aria-label="Dry run" className="flex min-h-0 flex-1 flex-col">
      <div className="flex h-[34px] flex-none items-center gap-2 border-b border-line px-3">
        <h3 className="font-semibold whitespace-nowrap">Dry run</h3>
        <Tag tone="accent">writes nothing</Tag>
        {run?.ended && <Tag>ended</Tag>}
        <span className="flex-1" />
        <Button icon={<Square size={12} aria-hidden />} onClick={onStop}>
          Stop the dry run
        </Button>
      </div>
      <dl className="flex flex-none flex-wrap gap-x-4 gap-y-1 border-b border-line-soft px-3 py-1.5">
        {counts.map(([name, count]) => (
          <div key={name} className="flex items-baseline gap-1">
            <dt className="order-2 text-xs/[18px] text-muted">{name}</dt>
            <dd className="font-semibold">{count}</dd>
          </div>
        ))}
      </dl>
      {(error ?? (run?.error ? { message: run.error } : null)) && (
        <div className="p-2">
          <ErrorPanel
            what="The dry run stopped."
            error={error ?? { message: run!.error! }}
            onRetry={error ? 'itself' : null}
          />
        </div>
      )}
      {figures?.problem && <p className="px-3 py-1 text-pending">{figures.problem}</p>}
      <ResultsGrid
        id="compose.dryRun"
        label="Rows of the dry run"
        rows={rows}
        live
        empty="A row appears here when the first window closes."
      />
      {run?.transaction && (
        <div className="max-h-[35%] flex-none overflow-y-auto border-t border-line p-2">
          <p className="pb-1 text-xs/[18px] text-muted">what the newest flush would have written</p>
          <CommandLine whole text={['MULTI', ...run.transaction.commands, 'EXEC'].join('\n')} />
        </div>
      )}
    </section>
  );
}
