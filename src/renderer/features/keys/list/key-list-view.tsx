import { KeyRound } from 'lucide-react';
import { useEffect, useState, type KeyboardEvent } from 'react';
import { bytesText, parseBytesText } from '#shared/redis/text.ts';
import { useEscape } from '../../../lib/actions.ts';
import { change, go, useOpened } from '../../../lib/navigation.ts';
import { DataGrid } from '../../../ui/data-grid/data-grid.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { ErrorPanel } from '../../../ui/error-panel.tsx';
import { MissingCommands } from '../../../ui/missing-commands.tsx';
import { SplitPane } from '../../../ui/split-pane.tsx';
import { AddDialog } from '../actions/add-dialog.tsx';
import { KeyActionDialog } from '../actions/key-action-dialog.tsx';
import { KeyPane } from '../key/key-pane.tsx';
import { keyColumns, narrowColumns } from './key-columns.tsx';
import { KeyToolbar, type Deletion } from './key-toolbar.tsx';
import { OpenByName } from './open-by-name.tsx';
import { patternOf, PrefixPane } from './prefix-pane.tsx';
import { useKeyFigures } from './use-key-figures.ts';
import { useWalk } from './use-walk.ts';
import { useWhoseRows } from './use-whose-rows.ts';
import { keyId, type ListedKey } from './walk-rows.ts';

const rowKey = (row: ListedKey) => row.id;
const MOST_WALKED_AGAIN = 100_000;

/** All keys of the database, whatever its size, as a tree or a list; beside them the one that is looked at. */
export function KeyListView({ connectionId }: { connectionId: string }) {
  const opened = useOpened('keys');
  const { named = '', type = '', separator = ':', unfolded = [], prefix, key } = opened;
  const view = opened.view === 'flat' ? 'flat' : 'tree';
  const [active, setActive] = useState<string | null>(null);
  const [acting, setActing] = useState<'create' | Deletion | null>(null);
  const { state, rows, error, act } = useWalk({ connectionId, named, type, separator, view, unfolded });
  const { figures, missing } = useKeyFigures(connectionId, state?.walkId, rows.inView);
  useEffect(() => rows.setFigures(figures), [rows, figures]);
  const whose = useWhoseRows(connectionId, state, rows.inView);
  useEffect(() => rows.setWhose(whose), [rows, whose]);

  const fold = ({ row }: ListedKey, open: boolean) => {
    if (row.kind !== 'prefix' || row.isOpen === open) return;
    change('keys', { unfolded: folded(unfolded, row.prefix, row.labelFrom, open) });
  };
  const open = (listed: ListedKey) => {
    const { row } = listed;
    if (row.kind === 'key') go('keys', { ...opened, prefix: undefined, key: row.key });
    else if (row.kind === 'rest') go('keys', { named: patternOf(row.prefix), view: 'flat' });
    else if (row.kind === 'prefix') {
      change('keys', {
        prefix: row.prefix,
        key: undefined,
        unfolded: folded(unfolded, row.prefix, row.labelFrom, !row.isOpen),
      });
    }
  };
  /** As in a tree: right opens a prefix, left closes the one that a row is or is in. */
  const onArrow = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowRight' && event.key !== 'ArrowLeft') return;
    const position = active === null ? undefined : rows.positionOf(active);
    const listed = position === undefined ? undefined : rows.at(position);
    if (!listed) return;
    event.preventDefault();
    if (event.key === 'ArrowRight') return fold(listed, true);
    const isOpen = listed.row.kind === 'prefix' && listed.row.isOpen;
    const closed = isOpen ? listed : rows.parentOf(listed.id);
    if (!closed) return;
    fold(closed, false);
    setActive(closed.id);
  };

  const close = () => go('keys', { ...opened, prefix: undefined, key: undefined });
  useEscape('keys.close', 'Show the keys alone', 'Keys', key || prefix ? close : null);
  /** Of many keys one more or less is not worth going through all of them: it is marked where it is listed. */
  const walkSmallAgain = () => {
    if (state && state.found <= MOST_WALKED_AGAIN) act('again');
  };
  const ofKey = key && (
    <KeyPane
      key={keyId(key)}
      connectionId={connectionId}
      keyName={key}
      onClose={close}
      onListChanged={walkSmallAgain}
    />
  );
  const ofPrefix = prefix && state && (
    <PrefixPane
      key={bytesText(prefix)}
      connectionId={connectionId}
      walkId={state.walkId}
      prefix={prefix}
      isFinished={state.state === 'finished'}
      onDelete={() =>
        setActing({ pattern: parseBytesText(patternOf(prefix)), type: type === '' ? null : type })
      }
      onClose={close}
    />
  );
  return (
    <>
      <KeyToolbar state={state} act={act} onCreate={() => setActing('create')} onDelete={setActing} />
      {error && (
        <div className="flex flex-col gap-2 border-b border-line bg-surface p-2">
          <ErrorPanel what="The keys cannot be listed." error={error} onRetry={() => act('continue')} />
          {error && 'code' in error && error.code === 'denied' && <OpenByName />}
        </div>
      )}
      {missing.length > 0 && (
        <div className="border-b border-line bg-surface px-3 py-1">
          <MissingCommands commands={missing} unknown="the types or sizes of some keys are not known." />
        </div>
      )}
      <SplitPane
        id="keys"
        direction="horizontal"
        paneSize={560}
        minPane={300}
        minMain={344}
        main={
          // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- the keys are those of the grid inside
          <div className="flex min-h-0 flex-1 flex-col" onKeyDown={onArrow}>
            <DataGrid
              id="keys"
              takesFocus
              label="Keys"
              source={rows}
              columns={ofKey || ofPrefix ? narrowColumns : keyColumns}
              rowKey={rowKey}
              activeKey={active ?? (key ? keyId(key) : null)}
              onActivate={setActive}
              onOpen={open}
              empty={
                state?.state === 'finished' ? <NoKeys isFiltered={named !== '' || type !== ''} /> : undefined
              }
            />
          </div>
        }
        pane={ofKey || ofPrefix || null}
      />
      {acting === 'create' && (
        <AddDialog
          connectionId={connectionId}
          to={null}
          onDone={(progress, made) => {
            if (progress.state !== 'done') return;
            walkSmallAgain();
            go('keys', { ...opened, prefix: undefined, key: made });
          }}
          onClose={() => setActing(null)}
        />
      )}
      {acting !== null && acting !== 'create' && (
        <KeyActionDialog
          connectionId={connectionId}
          open
          onClose={() => setActing(null)}
          title={`Delete the keys that match ${bytesText(acting.pattern)}`}
          action={{ kind: 'delete-matching', ...acting }}
          onDone={() => act('again')}
        />
      )}
    </>
  );
}

/** The prefixes that are open, after one of them was opened or closed. What is open inside of a closed one is closed with it. */
function folded(
  unfolded: readonly string[],
  prefix: Uint8Array,
  labelFrom: number,
  open: boolean,
): readonly string[] {
  const text = bytesText(prefix);
  if (open) return [...unfolded, text];
  const outside = unfolded.filter(other => !startsWith(parseBytesText(other), prefix));
  // The prefix that it stands under stays open, also where it was so only for the sake of this one.
  return labelFrom === 0 ? outside : [...outside, bytesText(prefix.subarray(0, labelFrom))];
}

function startsWith(bytes: Uint8Array, prefix: Uint8Array): boolean {
  return prefix.every((byte, index) => bytes[index] === byte);
}

function NoKeys({ isFiltered }: { isFiltered: boolean }) {
  if (isFiltered) return <EmptyState icon={<KeyRound size={18} aria-hidden />} title="No key matches" />;
  return (
    <EmptyState
      icon={<KeyRound size={18} aria-hidden />}
      title="The keys of this database appear here"
      command="SET greeting hello"
    >
      The database is empty.
    </EmptyState>
  );
}
