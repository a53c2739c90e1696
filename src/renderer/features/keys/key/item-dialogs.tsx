import type { ActionProgress } from '#shared/contract/actions.ts';
import type { ItemType } from '#shared/contract/keys.ts';
import { EditValueDialog } from '../actions/edit-value-dialog.tsx';
import { KeyActionDialog, type KeyActionInput } from '../actions/key-action-dialog.tsx';
import { ScoreDialog } from '../actions/score-dialog.tsx';
import type { ItemRow } from './item-rows.ts';

/** What is about to be done to an item, as it was read. */
export type ItemAct = { type: ItemType; item: ItemRow } & (
  | { act: 'edit' | 'remove-element'; before: Uint8Array }
  | { act: 'score' | 'remove' }
);

interface ItemDialogsProps {
  connectionId: string;
  keyName: Uint8Array;
  acting: ItemAct;
  onDone: () => void;
  onClose: () => void;
}

/** The dialog for what is done to an item. It stands while the item, and the key, may be gone by what it did. */
export function ItemDialogs({ connectionId, keyName, acting, onDone, onClose }: ItemDialogsProps) {
  const { type, item } = acting;
  const done = (progress: ActionProgress) => {
    if (progress.state === 'done') onDone();
  };
  if (acting.act === 'edit')
    return (
      <EditValueDialog
        connectionId={connectionId}
        title={type === 'list' ? `Edit element ${item.id}` : `Edit ${item.id}`}
        before={acting.before}
        actionOf={value => editOf(type, keyName, item, value, acting.before)}
        onDone={done}
        onClose={onClose}
      />
    );
  if (acting.act === 'score')
    return (
      <ScoreDialog
        connectionId={connectionId}
        keyName={keyName}
        member={item.name}
        before={item.score ?? ''}
        onDone={done}
        onClose={onClose}
      />
    );
  return (
    <KeyActionDialog
      connectionId={connectionId}
      open
      onClose={onClose}
      title={type === 'list' ? `Remove element ${item.id}` : `Remove ${item.id}`}
      action={removalOf(acting, keyName)}
      onDone={done}
    />
  );
}

function editOf(
  type: ItemType,
  key: Uint8Array,
  { name, index }: ItemRow,
  value: Uint8Array,
  before: Uint8Array,
): KeyActionInput {
  return type === 'list'
    ? { kind: 'set-element', key, index: index!, value, before }
    : { kind: 'set-field', key, field: name, value, before };
}

function removalOf(acting: ItemAct, key: Uint8Array): KeyActionInput | null {
  const { type, item } = acting;
  if (acting.act === 'remove-element')
    return { kind: 'remove-element', key, index: item.index!, before: acting.before };
  return type === 'hash' || type === 'set' || type === 'zset'
    ? { kind: 'remove-items', key, type, names: [item.name] }
    : null;
}
