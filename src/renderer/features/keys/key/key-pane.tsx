import { ChartColumn, ListTree, Plus, RefreshCw, Trash2, X } from 'lucide-react';
import { useCallback, useEffect, useState, type ReactNode } from 'react';
import type { ItemType, KeyState } from '#shared/contract/keys.ts';
import { bytesText } from '#shared/redis/text.ts';
import { useAction } from '../../../lib/actions.ts';
import { useEachItem, useStreamPart } from '../../../lib/engine.ts';
import { formatBytes } from '../../../lib/format/byte-sizes.ts';
import { formatDuration } from '../../../lib/format/durations.ts';
import { countOf } from '../../../lib/format/numbers.ts';
import { Listeners } from '../../../lib/listeners.ts';
import { go } from '../../../lib/navigation.ts';
import { useRecognised } from '../../../lib/recognised.ts';
import { useRemembered } from '../../../lib/remembered.ts';
import { Button, IconButton } from '../../../ui/button.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { ErrorPanel } from '../../../ui/error-panel.tsx';
import { FrameworkChoice } from '../../../ui/framework-choice.tsx';
import { MissingCommands } from '../../../ui/missing-commands.tsx';
import { Tag } from '../../../ui/tag.tsx';
import { AddDialog, type AddableType } from '../actions/add-dialog.tsx';
import { EditValueDialog } from '../actions/edit-value-dialog.tsx';
import { KeyActionDialog } from '../actions/key-action-dialog.tsx';
import { KeyMenu } from '../actions/key-menu.tsx';
import { sizeText, typeName } from '../key-words.ts';
import { OpenAsQueue } from '../queues/open-as-queue.tsx';
import { ItemDialogs, type ItemAct } from './item-dialogs.tsx';
import { ItemsView } from './items-view.tsx';
import { KeyOrigins } from './key-origins.tsx';
import { ValueView } from './value-view.tsx';

interface KeyPaneProps {
  connectionId: string;
  keyName: Uint8Array;
  onClose: () => void;
  /** It was deleted, or is there under another name. */
  onListChanged: () => void;
}

const itemTypes: ReadonlySet<string> = new Set(['hash', 'list', 'set', 'zset', 'TSDB-TYPE']);
const addWords: Partial<Record<string, string>> = {
  hash: 'Field',
  list: 'Element',
  set: 'Member',
  zset: 'Member',
};

/** What is about to be done: to the key, to its value as it was read, or to an item of it. */
type Acting = 'add' | 'delete' | { value: Uint8Array } | { item: ItemAct };

/** One key: what it is, what is in it, and what can be done about it. */
export function KeyPane({ connectionId, keyName, onClose, onListChanged }: KeyPaneProps) {
  const name = bytesText(keyName);
  const watched = { connectionId, key: keyName };
  // Where the server is looked at every second, a frame comes every second: what it repeats is not drawn again.
  const { item: state, error } = useStreamPart('keys.watch', watched, known => known);
  const recognised = useRecognised('keys', connectionId, [keyName]);
  const [isWatched, setIsWatched] = useRemembered('keys.watch', true);
  const [looks] = useState(() => new Listeners());
  const [acting, setActing] = useState<Acting | null>(null);
  const look = () => looks.notify();
  // Where the server tells of changes, only those are looked at.
  const changes = state?.noticedBy === 'notifications' ? state.changes : null;
  useEffect(() => {
    if (isWatched && state?.problem === null) look();
    // oxlint-disable-next-line react/exhaustive-deps -- it is looked at again for what came
  }, [changes, isWatched]);
  // A frame of polling may bring anything: the value may be another one where all figures are the same.
  useEachItem('keys.watch', watched, ({ noticedBy, problem: failed }) => {
    if (isWatched && failed === null && noticedBy !== 'notifications') look();
  });
  const actOnItem = useCallback((item: ItemAct) => setActing({ item }), []);
  useAction({ id: 'keys.refresh', title: `Look at ${name} again`, group: 'Keys', run: look });
  useAction({ id: 'keys.delete', title: `Delete ${name}…`, group: 'Keys', run: () => setActing('delete') });

  const type = state?.type ?? null;
  const addWord = addWords[type ?? ''];
  const isGone = type === 'none';
  const problem = error ?? state?.problem ?? null;
  return (
    <section aria-label={`Key ${name}`} className="flex min-h-0 flex-1 flex-col">
      <header className="flex flex-none flex-wrap items-center gap-x-2 gap-y-1 border-b border-line px-3 py-1.5">
        {type !== null && <Tag tone={isGone ? 'danger' : 'plain'}>{isGone ? 'gone' : kindText(state!)}</Tag>}
        <h2 className="mono max-w-full min-w-0 truncate font-medium" title={name}>
          {name === '' ? '(empty name)' : name}
        </h2>
        <FrameworkChoice connectionId={connectionId} of="key" name={name} whose={recognised.get(name)} />
        <span className="ml-auto flex shrink-0 items-center gap-1.5">
          <OpenAsQueue connectionId={connectionId} of={{ key: keyName }} whose={recognised.get(name)} />
          <Button
            variant={isWatched ? 'chosen' : 'plain'}
            aria-pressed={isWatched}
            title={watchTitle(isWatched, state)}
            onClick={() => setIsWatched(!isWatched)}
          >
            {isWatched ? 'watching' : 'watch'}
          </Button>
          <IconButton label="Look again" onClick={look}>
            <RefreshCw size={14} aria-hidden />
          </IconButton>
          {addWord !== undefined && (
            <Button icon={<Plus size={13} aria-hidden />} onClick={() => setActing('add')}>
              {addWord}
            </Button>
          )}
          <Button
            variant="danger"
            icon={<Trash2 size={13} aria-hidden />}
            disabled={isGone}
            onClick={() => setActing('delete')}
          >
            Delete…
          </Button>
          <KeyMenu
            connectionId={connectionId}
            keyName={keyName}
            type={state?.type ?? null}
            expires={typeof state?.ttlMs === 'number'}
            onDone={look}
          />
          <IconButton label="Close the key" onClick={onClose}>
            <X size={15} aria-hidden />
          </IconButton>
        </span>
        {state && !isGone && <p className="w-full text-muted">{factsText(state)}</p>}
      </header>
      {problem && (
        <div className="flex-none border-b border-line p-2">
          <ErrorPanel error={problem} onRetry="itself" />
        </div>
      )}
      {state && state.missing.length > 0 && (
        <div className="flex-none border-b border-line-soft px-3 py-1">
          <MissingCommands commands={state.missing} />
        </div>
      )}
      {state && <KeyOrigins connectionId={connectionId} keyName={keyName} type={type} />}
      {state && (
        <Content
          key={type}
          connectionId={connectionId}
          keyName={keyName}
          state={state}
          by={recognised.get(name)?.framework ?? null}
          looks={looks}
          onAct={setActing}
          onItem={actOnItem}
        />
      )}
      {acting === 'add' && type !== null && (
        <AddDialog
          connectionId={connectionId}
          to={{ key: keyName, type: type as AddableType }}
          onDone={look}
          onClose={() => setActing(null)}
        />
      )}
      {typeof acting === 'object' && acting !== null && 'value' in acting && (
        <EditValueDialog
          connectionId={connectionId}
          title={`Edit ${name}`}
          before={acting.value}
          actionOf={value => ({ kind: 'set-value', key: keyName, value, before: acting.value })}
          onDone={look}
          onClose={() => setActing(null)}
        />
      )}
      {typeof acting === 'object' && acting !== null && 'item' in acting && (
        <ItemDialogs
          connectionId={connectionId}
          keyName={keyName}
          acting={acting.item}
          onDone={look}
          onClose={() => setActing(null)}
        />
      )}
      <KeyActionDialog
        connectionId={connectionId}
        open={acting === 'delete'}
        onClose={() => setActing(null)}
        title={`Delete ${name}`}
        action={{ kind: 'delete-keys', keys: [keyName] }}
        onDone={progress => {
          if (progress.state === 'done') onListChanged();
        }}
      />
    </section>
  );
}

interface ContentProps {
  connectionId: string;
  keyName: Uint8Array;
  state: KeyState;
  by: string | null;
  looks: Listeners;
  onAct: (acting: Acting) => void;
  onItem: (acting: ItemAct) => void;
}

/** What is in a key, by what it is. */
function Content({ connectionId, keyName, state, by, looks, onAct, onItem }: ContentProps): ReactNode {
  const { type } = state;
  const address = { connectionId, keyName, by, looks };
  if (type === 'none')
    return (
      <EmptyState title="The key is gone">
        It was deleted, it expired, or it has another name by now. If it comes back, it appears here.
      </EmptyState>
    );
  if (type === 'string')
    return <ValueView {...address} part={{ of: 'string' }} onEdit={value => onAct({ value })} />;
  if (type === 'stream')
    return (
      <EmptyState
        icon={<ListTree size={18} aria-hidden />}
        title="A stream"
        action={
          <Button variant="primary" onClick={() => go('streams', { stream: keyName })}>
            Open it under Streams
          </Button>
        }
      >
        Its entries, groups and pending entries are there.
      </EmptyState>
    );
  if (type === 'ReJSON-RL') return <ValueView {...address} part={{ of: 'json' }} />;
  if (type !== null && itemTypes.has(type))
    return <ItemsView {...address} type={type as ItemType} onAct={onItem} />;
  return (
    <EmptyState
      icon={<ChartColumn size={18} aria-hidden />}
      title={type === null ? 'Its type is not known' : typeName(type)}
    >
      {type === null
        ? 'This user may not run TYPE, and Millrace could not tell the type from the length.'
        : 'A module of the server made this type. Millrace cannot read it; it can be renamed, copied, deleted and given a lifetime.'}
    </EmptyState>
  );
}

function kindText({ type, text }: KeyState): string {
  if (text?.form === 'hyperloglog') return 'HyperLogLog';
  return typeName(type!);
}

function factsText({
  type,
  size,
  ttlMs,
  memoryBytes,
  encoding,
  idleSeconds,
  frequency,
  text,
  missing,
}: KeyState): string {
  const facts = [
    sizeText(type, size),
    text?.form === 'number' ? 'a number' : null,
    text?.form === 'bytes' ? 'bytes' : null,
    text?.form === 'hyperloglog'
      ? text.cardinality === null
        ? 'changed since PFCOUNT counted it'
        : `about ${countOf(text.cardinality, 'element')}`
      : null,
    typeof text?.bits === 'number' ? `${countOf(text.bits, 'bit')} set` : null,
    memoryBytes === null ? null : `${formatBytes(memoryBytes)} of memory`,
    expiryText(ttlMs, missing),
    encoding,
    idleSeconds === null ? null : `idle ${formatDuration(idleSeconds * 1_000)}`,
    frequency === null ? null : `frequency ${frequency}`,
  ];
  return facts.filter(fact => fact !== null).join(' · ');
}

/** Null where it is not known whether it expires. */
function expiryText(ttlMs: number | null, missing: readonly string[]): string | null {
  if (ttlMs !== null) return `expires in ${formatDuration(ttlMs)}`;
  return missing.includes('PTTL') ? null : 'no expiry';
}

function watchTitle(isWatched: boolean, state: KeyState | undefined): string {
  if (!isWatched) return 'Look again whenever it changes';
  return state?.noticedBy === 'notifications'
    ? 'The server tells when it changes'
    : 'Looked at every second, less often where nothing happens: the server sends no keyspace notifications of all keys';
}
