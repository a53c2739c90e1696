import { ArrowDownUp, ChartColumn, Trash2, X } from 'lucide-react';
import { memo, useEffect, useMemo, useState } from 'react';
import type { ItemType, KeyPart } from '#shared/contract/keys.ts';
import { bytesText, parseBytesText } from '#shared/redis/text.ts';
import { useEscape } from '../../../lib/actions.ts';
import { asGlob } from '../../../lib/as-glob.ts';
import { engineNow } from '../../../lib/engine.ts';
import { formatCount } from '../../../lib/format/numbers.ts';
import type { Listeners } from '../../../lib/listeners.ts';
import { go } from '../../../lib/navigation.ts';
import { useRedraw } from '../../../lib/use-redraw.ts';
import { useReconnected } from '../../../lib/use-reconnected.ts';
import { useSettings } from '../../../lib/settings.ts';
import { Button, IconButton } from '../../../ui/button.tsx';
import { DataGrid } from '../../../ui/data-grid/data-grid.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { ErrorPanel } from '../../../ui/error-panel.tsx';
import { Input } from '../../../ui/field.tsx';
import { MissingCommands } from '../../../ui/missing-commands.tsx';
import { SplitPane } from '../../../ui/split-pane.tsx';
import type { ItemAct } from './item-dialogs.tsx';
import { itemColumns, timeOfName } from './item-columns.tsx';
import { ItemRows, type ItemRow } from './item-rows.ts';
import { ValueView } from './value-view.tsx';

interface ItemsViewProps {
  connectionId: string;
  keyName: Uint8Array;
  type: ItemType;
  /** Whose it is, where that is known. */
  by: string | null;
  /** Told when something in it may have changed. */
  looks: Listeners;
  onAct: (acting: ItemAct) => void;
}

const rowKey = (row: ItemRow) => row.id;
const SCORE = /^\(?[+-]?(inf|\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;
const labels: Record<ItemType, string> = {
  hash: 'Fields',
  list: 'Elements',
  set: 'Members',
  zset: 'Members by score',
  'TSDB-TYPE': 'Samples',
};

/** What is in a hash, a list, a set, a sorted set or a time series, and the item that is looked at. */
export const ItemsView = memo(function ItemsView({
  connectionId,
  keyName,
  type,
  by,
  looks,
  onAct,
}: ItemsViewProps) {
  const { utc } = useSettings();
  const [search, setSearch] = useState('');
  const [scores, setScores] = useState({ min: '', max: '' });
  const [reverse, setReverse] = useState(false);
  const [chosen, setChosen] = useState<ItemRow | null>(null);
  const redraw = useRedraw();
  const min = SCORE.test(scores.min) ? scores.min : '-inf';
  const max = SCORE.test(scores.max) ? scores.max : '+inf';
  const rows = useMemo(() => {
    const byPlace = type === 'list' || type === 'zset';
    return new ItemRows(
      (range, signal) => engineNow().keys.items({ connectionId, key: keyName, type, range }, { signal }),
      byPlace
        ? { by: 'index', reverse, min, max }
        : { by: 'scan', match: parseBytesText(type === 'TSDB-TYPE' ? '' : asGlob(search)) },
    );
    // oxlint-disable-next-line react/exhaustive-deps -- the view is made anew for another key
  }, [connectionId, type, reverse, min, max, search]);
  useEffect(() => {
    const unsubscribe = rows.subscribe(redraw);
    return () => {
      unsubscribe();
      rows.close();
    };
  }, [rows, redraw]);
  useEffect(() => looks.subscribe(() => void rows.refresh()), [rows, looks]);
  useReconnected(connectionId, () => void rows.refresh());

  const first = rows.at(0);
  const hasTimes = type !== 'list' && first !== undefined && timeOfName(first.name) !== null;
  const hasTtl = [0, 1, 2].some(place => typeof rows.at(place)?.ttlMs === 'number');
  const columns = useMemo(() => itemColumns({ type, hasTimes, hasTtl, utc }), [type, hasTimes, hasTtl, utc]);
  const closeItem = () => setChosen(null);
  useEscape('keys.item', 'Close the value', 'Keys', chosen ? closeItem : null);
  const range = rows.range();
  const part = chosen && partOf(type, chosen);
  return (
    <>
      <div className="flex h-9 flex-none items-center gap-2 border-b border-line-soft px-2">
        {(type === 'hash' || type === 'set') && (
          <Input
            mono
            aria-label={`Find ${labels[type].toLowerCase()}`}
            placeholder={`${type === 'hash' ? 'field' : 'member'} or pattern`}
            className="max-w-[220px]"
            value={search}
            onChange={event => setSearch(event.target.value)}
          />
        )}
        {type === 'zset' && (
          <>
            <ScoreInput
              label="Lowest score"
              value={scores.min}
              onValue={value => setScores({ ...scores, min: value })}
            />
            <ScoreInput
              label="Highest score"
              value={scores.max}
              onValue={value => setScores({ ...scores, max: value })}
            />
          </>
        )}
        {(type === 'zset' || type === 'list') && (
          <IconButton label="Reverse the order" aria-pressed={reverse} onClick={() => setReverse(!reverse)}>
            <ArrowDownUp size={14} aria-hidden />
          </IconButton>
        )}
        <span role="status" className="min-w-0 truncate text-muted">
          {rangeText(range.end, range.total, range.moreAfter, rows.isSorted)}
        </span>
        {type === 'hash' && hasTimes && (
          <Button
            className="ml-auto"
            icon={<ChartColumn size={13} aria-hidden />}
            onClick={() => go('charts', { tab: 'series', prefix: familyOf(keyName) })}
          >
            Draw
          </Button>
        )}
      </div>
      {rows.error && (
        <div className="p-2">
          <ErrorPanel error={rows.error} onRetry={() => rows.refresh()} />
        </div>
      )}
      {rows.missing.length > 0 && (
        <div className="px-3 py-1">
          <MissingCommands commands={rows.missing} unknown="Millrace cannot tell when fields expire." />
        </div>
      )}
      <SplitPane
        id="key-value"
        direction="vertical"
        paneSize={260}
        minPane={120}
        minMain={120}
        main={
          <DataGrid
            id={`key-${type}`}
            label={labels[type]}
            source={rows}
            columns={columns}
            rowKey={rowKey}
            activeKey={chosen?.id ?? null}
            onActivate={(_, row) => setChosen(row)}
            empty={<EmptyState title={search === '' ? 'Nothing is in it' : 'Nothing in it matches'} />}
          />
        }
        pane={
          chosen &&
          part && (
            <>
              <header className="flex h-9 flex-none items-center gap-2 border-b border-line px-3">
                <span className="mono min-w-0 flex-1 truncate" title={chosen.id.slice(0, 300)}>
                  {type === 'list' ? `#${chosen.id}` : chosen.id}
                </span>
                {type === 'zset' && (
                  <Button onClick={() => onAct({ type, item: chosen, act: 'score' })}>Set the score…</Button>
                )}
                {(type === 'hash' || type === 'set' || type === 'zset') && (
                  <Button
                    variant="danger"
                    icon={<Trash2 size={13} aria-hidden />}
                    onClick={() => onAct({ type, item: chosen, act: 'remove' })}
                  >
                    Remove…
                  </Button>
                )}
                <IconButton label="Close the value" onClick={closeItem}>
                  <X size={15} aria-hidden />
                </IconButton>
              </header>
              <ValueView
                key={chosen.id}
                connectionId={connectionId}
                keyName={keyName}
                part={part}
                by={by}
                looks={looks}
                onEdit={
                  type === 'hash' || type === 'list'
                    ? before => onAct({ type, item: chosen, act: 'edit', before })
                    : undefined
                }
                onRemove={
                  type === 'list'
                    ? before => onAct({ type, item: chosen, act: 'remove-element', before })
                    : undefined
                }
              />
            </>
          )
        }
      />
    </>
  );
});

/** What the names of keys like this one begin with, which are drawn together. */
function familyOf(key: Uint8Array): string {
  const name = bytesText(key);
  return name.slice(0, name.lastIndexOf(':') + 1) || name;
}

function ScoreInput({
  label,
  value,
  onValue,
}: {
  label: string;
  value: string;
  onValue: (value: string) => void;
}) {
  return (
    <Input
      mono
      aria-label={label}
      aria-invalid={(value !== '' && !SCORE.test(value)) || undefined}
      placeholder={label.toLowerCase()}
      className="max-w-[120px]"
      value={value}
      onChange={event => onValue(event.target.value)}
    />
  );
}

function partOf(type: ItemType, { name, nameSize, index }: ItemRow): KeyPart | null {
  if (type === 'list') return { of: 'element', index: index! };
  if (name.length < nameSize) return null;
  return type === 'hash' ? { of: 'field', field: name } : { of: 'member', member: name };
}

function rangeText(here: number, total: number | null, hasMore: boolean, isSorted: boolean): string {
  if (isSorted) return `${formatCount(here)}, by name`;
  if (!hasMore) return formatCount(total ?? here);
  return `${formatCount(here)} so far${total === null ? '' : ` of ${formatCount(total)}`}, in the order of the server`;
}
