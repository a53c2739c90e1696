import { Play, Plus, RefreshCw, Square, Trash2 } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { KeyWalkState } from '#shared/contract/keys.ts';
import { parseBytesText } from '#shared/redis/text.ts';
import { useAction } from '../../../lib/actions.ts';
import { useInCluster } from '../../../lib/active-connection.ts';
import { asGlob } from '../../../lib/as-glob.ts';
import { countOf, formatCount } from '../../../lib/format/numbers.ts';
import { change, go, useOpened } from '../../../lib/navigation.ts';
import { Button, IconButton } from '../../../ui/button.tsx';
import { Input } from '../../../ui/field.tsx';
import { ScreenToolbar } from '../../../ui/screen-toolbar.tsx';
import { Select } from '../../../ui/select.tsx';
import { typeName } from '../key-words.ts';

const types = ['string', 'hash', 'list', 'set', 'zset', 'stream', 'ReJSON-RL', 'TSDB-TYPE'];
const typeOptions = [
  { value: '', label: 'all types' },
  ...types.map(value => ({ value, label: typeName(value) })),
];
const views = [
  { value: 'tree', label: 'tree' },
  { value: 'flat', label: 'flat' },
  { value: 'queues', label: 'queues' },
] as const;
const separators = [':', '/', '.', '-', '_', '|'].map(value => ({ value, label: value }));

/** Keys that are to be deleted, by pattern and type. */
export interface Deletion {
  pattern: Uint8Array;
  type: string | null;
}

interface KeyToolbarProps {
  state: KeyWalkState | undefined;
  act: (act: 'stop' | 'continue' | 'again') => void;
  onCreate: () => void;
  onDelete: (matching: Deletion) => void;
}

/** Which keys are listed and how, how far that is, and what can be done with them. */
export function KeyToolbar({ state, act, onCreate, onDelete }: KeyToolbarProps) {
  const { named = '', type = '', view = 'tree', separator = ':' } = useOpened('keys');
  const [typed, setTyped] = useState(named);
  const inCluster = useInCluster();
  useEffect(() => {
    if (typed === named) return;
    const timer = setTimeout(() => change('keys', { named: typed }), 250);
    return () => clearTimeout(timer);
    // oxlint-disable-next-line react/exhaustive-deps -- what is typed leads; Back makes another list
  }, [typed]);
  // What was gone to from elsewhere is shown as if it had been typed.
  const [namedBefore, setNamedBefore] = useState(named);
  if (named !== namedBefore) {
    setNamedBefore(named);
    setTyped(named);
  }

  useAction({ id: 'keys.again', title: 'Search for keys again', group: 'Keys', run: () => act('again') });
  useAction({
    id: 'keys.filter',
    title: 'Filter the keys',
    group: 'Keys',
    shortcut: '/',
    run: () => document.querySelector<HTMLInputElement>('#key-pattern')?.focus(),
  });

  useAction({ id: 'keys.create', title: 'Create a key…', group: 'Keys', run: onCreate });
  const matching: Deletion | null =
    named === '' ? null : { pattern: parseBytesText(asGlob(named)), type: type === '' ? null : type };
  useAction(
    matching && {
      id: 'keys.delete-matching',
      title: 'Delete the keys that match…',
      group: 'Keys',
      run: () => onDelete(matching),
    },
  );

  return (
    <ScreenToolbar title="Keys">
      <Input
        id="key-pattern"
        mono
        aria-label="Name or pattern"
        placeholder="name or pattern, session:*"
        className="max-w-[280px] shrink-[2]"
        value={typed}
        onChange={event => setTyped(event.target.value)}
      />
      <Select
        label="Type"
        className="w-[110px] shrink-0"
        value={type}
        onValue={next => change('keys', { type: next })}
        options={typeOptions}
      />
      <span role="status" className="min-w-0 truncate text-muted">
        {state && stateText(state, named === '' && type === '', inCluster)}
      </span>
      {state && state.state !== 'finished' && (
        <Button
          icon={state.state === 'walking' ? <Square size={12} aria-hidden /> : <Play size={12} aria-hidden />}
          onClick={() => act(state.state === 'walking' ? 'stop' : 'continue')}
        >
          {state.state === 'walking' ? 'Stop' : 'Continue'}
        </Button>
      )}
      <span className="flex-1" />
      {view === 'tree' && (
        <Select
          label="Separator"
          className="w-[52px] shrink-0"
          value={separator}
          onValue={next => change('keys', { separator: next, unfolded: [] })}
          options={separators}
        />
      )}
      <Select
        label="Shown as"
        className="w-[84px] shrink-0"
        value={view}
        onValue={next => (next === 'queues' ? go('keys', { view: next }) : change('keys', { view: next }))}
        options={views}
      />
      <IconButton label="Search again" onClick={() => act('again')}>
        <RefreshCw size={15} aria-hidden />
      </IconButton>
      {matching && (
        <IconButton label="Delete the keys that match…" onClick={() => onDelete(matching)}>
          <Trash2 size={15} aria-hidden />
        </IconButton>
      )}
      <Button variant="primary" icon={<Plus size={14} aria-hidden />} onClick={onCreate}>
        Key
      </Button>
    </ScreenToolbar>
  );
}

function stateText(
  { state, found, looked, keyspace }: KeyWalkState,
  isAll: boolean,
  inCluster: boolean,
): string {
  const where = inCluster ? ' of this node' : '';
  if (state === 'finished')
    return `${countOf(found, 'key')}${where}${isAll || keyspace === null ? '' : ` among ${formatCount(keyspace)}`}`;
  const all = keyspace === null ? '' : ` of ${formatCount(keyspace)}`;
  const so = `${countOf(found, 'key')}${where} so far`;
  return isAll ? `${so}${all}` : `${so} · looked at about ${formatCount(looked)}${all}`;
}
