import { Mailbox, Undo2 } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import type { StreamActionProgress } from '#shared/contract/stream-actions.ts';
import { provenanceFields } from '#shared/redis/dead-letter.ts';
import { bytesText } from '#shared/redis/text.ts';
import { countOf, formatCount } from '../../../lib/format/numbers.ts';
import { formatTime } from '../../../lib/format/times.ts';
import { useSettings } from '../../../lib/settings.ts';
import { useRedraw } from '../../../lib/use-redraw.ts';
import { askEvery } from '../../../lib/ask-every.ts';
import { Button } from '../../../ui/button.tsx';
import type { Column } from '../../../ui/data-grid/columns.ts';
import { DataGrid } from '../../../ui/data-grid/data-grid.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { SplitPane } from '../../../ui/split-pane.tsx';
import { Tag } from '../../../ui/tag.tsx';
import { CursorRowSource } from '../cursor-row-source.ts';
import { entryLoader, type EntryRow } from '../entries/entry-rows.ts';
import { FieldsLine } from '../fields-line.tsx';
import { markColumn } from '../mark-column.tsx';
import { SelectableRows } from '../selectable-rows.tsx';
import { Selection, useSelection } from '../selection.ts';
import { RequeueDialog } from './requeue-dialog.tsx';
import { LetterPane } from './letter-pane.tsx';
import { useRequeued } from './requeued-store.ts';

const rowKey = (row: EntryRow) => row.id;
const REFRESH_EVERY_MS = 2_000;

interface DeadLettersViewProps {
  connectionId: string;
  streamKey: Uint8Array;
}

/** A stream of dead letters: where each came from and why, and the way back. */
export function DeadLettersView({ connectionId, streamKey }: DeadLettersViewProps) {
  const { utc } = useSettings();
  const [active, setActive] = useState<EntryRow | null>(null);
  const [requeuing, setRequeuing] = useState<readonly string[] | null>(null);
  const [selection] = useState(() => new Selection<EntryRow>());
  useSelection(selection);
  const requeued = useRequeued(store => store.ids);
  const note = useRequeued(store => store.note);
  const redraw = useRedraw();
  const source = useMemo(
    () =>
      new CursorRowSource<EntryRow>(entryLoader(connectionId, streamKey, { start: '-', end: '+' }), rowKey, {
        after: null,
      }),
    // oxlint-disable-next-line react/exhaustive-deps -- the view is made anew for another stream
    [connectionId],
  );
  useEffect(() => {
    const unsubscribe = source.subscribe(redraw);
    const stop = askEvery(REFRESH_EVERY_MS, async () => {
      await source.refresh();
      return source.rows;
    });
    return () => {
      unsubscribe();
      stop();
      source.close();
    };
  }, [source, redraw]);
  const columns = useMemo(
    () =>
      letterColumns({
        utc,
        selection,
        requeued,
        onMark: (row, extend) => selection.mark(row, source.rows.filter(isLetterRow), extend),
      }),
    [utc, selection, requeued, source],
  );
  const onDone = (progress: StreamActionProgress) => {
    for (const { what, ids } of progress.outcomes) if (what === 'requeued') note(ids);
    if (progress.state === 'done') selection.clear();
    void source.refresh();
  };
  const name = bytesText(streamKey);
  const read = source.rows;
  if (read.length > 0 && !read.some(isLetterRow))
    return (
      <EmptyState icon={<Mailbox size={18} aria-hidden />} title="These entries are not dead letters">
        {countOf(read.length, 'entry', 'entries')} of {name} {read.length === 1 ? 'was' : 'were'} read, and
        none says where it came from: it is an ordinary stream, and nothing is requeued from it. Entries that
        are moved to a dead-letter stream from the pending entries of a group carry their provenance.
      </EmptyState>
    );
  const letters = selection.rows.filter(isLetterRow);
  return (
    <>
      <div className="flex h-10 flex-none items-center gap-2 border-b border-line bg-surface px-3">
        <span className="text-muted">
          {letters.length > 0
            ? `${formatCount(letters.length)} selected`
            : 'Entries with where they came from; requeue puts them back'}
        </span>
        <span className="flex-1" />
        <Button
          // For one that is looked at, the pane has the button.
          variant={letters.length > 0 ? 'primary' : 'plain'}
          icon={<Undo2 size={14} aria-hidden />}
          disabled={letters.length === 0 && (active === null || !isLetterRow(active))}
          onClick={() => setRequeuing(letters.length > 0 ? letters.map(rowKey) : [active!.id])}
        >
          Requeue {letters.length > 0 ? formatCount(letters.length) : ''}…
        </Button>
      </div>
      <SplitPane
        id="streams.dead-letters"
        direction="horizontal"
        paneSize={400}
        minPane={320}
        minMain={420}
        main={
          <SelectableRows
            onMark={extend =>
              active && isLetterRow(active) && selection.mark(active, read.filter(isLetterRow), extend)
            }
            onDelete={null}
          >
            <DataGrid
              id="dead-letters"
              label="Dead letters"
              source={source}
              columns={columns}
              rowKey={rowKey}
              activeKey={active?.id ?? null}
              onActivate={(key, row, extend) => {
                setActive(row);
                if (extend && isLetterRow(row)) selection.extendTo(row, read.filter(isLetterRow));
                else selection.startFrom(key);
              }}
              empty={
                <EmptyState icon={<Mailbox size={18} aria-hidden />} title="No dead letters here">
                  Entries that are moved here from the pending entries of a group appear with their
                  provenance.
                </EmptyState>
              }
            />
          </SelectableRows>
        }
        pane={
          active ? (
            <LetterPane
              key={active.id}
              connectionId={connectionId}
              streamKey={streamKey}
              id={active.id}
              onDone={onDone}
            />
          ) : null
        }
      />
      <RequeueDialog
        connectionId={connectionId}
        title={`Requeue from ${name}`}
        streamKey={streamKey}
        ids={requeuing}
        onClose={() => setRequeuing(null)}
        onDone={onDone}
      />
    </>
  );
}

const isLetterRow = (row: EntryRow) => provenanceOf(row) !== null;

/** Values of the provenance by its field, where the row has one. */
function provenanceOf(row: EntryRow): Record<string, string> | null {
  const tail = row.fields.slice(-provenanceFields.length);
  if (!provenanceFields.every((name, index) => tail[index]?.name === name)) return null;
  return Object.fromEntries(tail.map(field => [field.name.replace('dead-letter.', ''), field.value]));
}

interface LetterColumnOptions {
  utc: boolean;
  selection: Selection<EntryRow>;
  requeued: ReadonlySet<string>;
  onMark: (row: EntryRow, extend: boolean) => void;
}

function letterColumns({
  utc,
  selection,
  requeued,
  onMark,
}: LetterColumnOptions): readonly Column<EntryRow>[] {
  const part = (id: string, title: string, width: number, align?: 'right'): Column<EntryRow> => ({
    id,
    title,
    width,
    ...(align ? { align } : {}),
    text: row => provenanceOf(row)?.[id] ?? '',
    cell: row => {
      const value = provenanceOf(row)?.[id] ?? '';
      return <span title={value}>{value}</span>;
    },
  });
  return [
    markColumn({ selection, onMark, canMark: isLetterRow }),
    {
      id: 'time',
      figure: true,
      title: 'moved',
      width: 120,
      text: row => provenanceOf(row)?.time ?? '',
      cell: row => {
        const time = Number(provenanceOf(row)?.time ?? Number.NaN);
        return Number.isFinite(time) && <span className="text-muted">{formatTime(time, { utc })}</span>;
      },
    },
    part('source', 'from', 100),
    part('group', 'group', 84),
    part('consumer', 'consumer', 84),
    part('deliveries', 'deliveries', 80, 'right'),
    part('reason', 'reason', 120),
    {
      id: 'entry',
      title: 'entry',
      width: 'flex',
      text: row => row.id,
      cell: row => {
        const provenance = provenanceOf(row);
        const cameBack = provenance?.id !== undefined && requeued.has(provenance.id);
        if (!provenance)
          return (
            <>
              <Tag>not a dead letter</Tag> <FieldsLine entry={row} />
            </>
          );
        const own = row.fields.slice(0, -provenanceFields.length);
        return (
          <>
            {cameBack && (
              <>
                <Tag tone="danger">came back</Tag>{' '}
              </>
            )}
            <FieldsLine
              entry={{ ...row, fields: own, fieldCount: row.fieldCount - (row.fields.length - own.length) }}
            />
          </>
        );
      },
    },
  ];
}
