import { useState } from 'react';
import type { ActionProgress } from '#shared/contract/actions.ts';
import { bytesText, parseBytesText } from '#shared/redis/text.ts';
import { Field } from '../../../ui/field.tsx';
import { Select } from '../../../ui/select.tsx';
import { TextField } from '../../../ui/text-field.tsx';
import { typeName } from '../key-words.ts';
import { KeyActionDialog, type KeyActionInput } from './key-action-dialog.tsx';
import { ValueEditor } from './value-editor.tsx';
import { bytesOfEdited, type EditedValue } from './value-text.ts';

const addable = ['string', 'hash', 'list', 'set', 'zset'] as const;
export type AddableType = (typeof addable)[number];
const types = addable.map(value => ({ value, label: typeName(value) }));
const sides = [
  { value: 'right', label: 'At the end (RPUSH)' },
  { value: 'left', label: 'At the beginning (LPUSH)' },
] as const;

interface AddDialogProps {
  connectionId: string;
  /** What is added to; null for a new key, whose name and type are chosen. */
  to: { key: Uint8Array; type: AddableType } | null;
  onDone: (progress: ActionProgress, key: Uint8Array) => void;
  onClose: () => void;
}

const words: Record<AddableType, string> = {
  string: 'value',
  hash: 'field',
  list: 'element',
  set: 'member',
  zset: 'member',
};

/** A new key with its first content, or something more in one. */
export function AddDialog({ connectionId, to, onDone, onClose }: AddDialogProps) {
  const [typedKey, setTypedKey] = useState('');
  const [chosen, setChosen] = useState<AddableType>('string');
  const [name, setName] = useState('');
  const [score, setScore] = useState('0');
  const [side, setSide] = useState<'left' | 'right'>('right');
  const [value, setValue] = useState<EditedValue>({ text: '', isEscaped: false });
  const isNew = to === null;
  const type = to?.type ?? chosen;
  const key = to?.key ?? parseBytesText(typedKey);
  const problem =
    isNew && typedKey === ''
      ? 'Enter the name of the key.'
      : type === 'zset' && !/^[+-]?(inf|\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(score)
        ? 'Enter a number as the score.'
        : null;
  const action = (): KeyActionInput => {
    const typed = bytesOfEdited(value);
    const named = parseBytesText(name);
    switch (type) {
      case 'string':
        return { kind: 'set-value', key, value: typed, before: null };
      case 'hash':
        return { kind: 'set-field', key, field: named, value: typed, before: null, isNew };
      case 'list':
        return { kind: 'push', key, side, value: typed, isNew };
      case 'set':
        return { kind: 'add-member', key, member: named, isNew };
      case 'zset':
        return { kind: 'set-score', key, member: named, score, before: null, isNew };
    }
  };
  return (
    <KeyActionDialog
      connectionId={connectionId}
      open
      onClose={onClose}
      title={isNew ? 'Create a key' : `Add a ${words[type]} to ${bytesText(key)}`}
      {...(isNew ? { description: 'To create a stream, go to Streams.' } : {})}
      action={problem === null ? action() : null}
      problem={problem}
      onDone={progress => onDone(progress, key)}
    >
      {isNew && (
        <div className="flex gap-2">
          <TextField label="Name" mono className="flex-1" value={typedKey} onValue={setTypedKey} />
          <Field label="Type">
            <Select className="w-32" value={chosen} onValue={setChosen} options={types} />
          </Field>
        </div>
      )}
      {(type === 'hash' || type === 'set' || type === 'zset') && (
        <div className="flex gap-2">
          <TextField
            label={type === 'hash' ? 'Field' : 'Member'}
            mono
            className="flex-1"
            value={name}
            onValue={setName}
          />
          {type === 'zset' && (
            <TextField label="Score" mono className="w-32" value={score} onValue={setScore} />
          )}
        </div>
      )}
      {type === 'list' && (
        <Field label="Where">
          <Select className="w-56" value={side} onValue={setSide} options={sides} />
        </Field>
      )}
      {(type === 'string' || type === 'hash' || type === 'list') && (
        <ValueEditor value={value} onValue={setValue} />
      )}
    </KeyActionDialog>
  );
}
