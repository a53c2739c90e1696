import { useState } from 'react';
import { addressText, parseTargetText } from '#shared/redis/target-text.ts';
import { Field, Input } from '../../ui/field.tsx';
import { withTarget, type FormState } from './form-state.ts';

interface PasteBoxProps {
  form: FormState;
  onForm: (form: FormState) => void;
}

/** Fills the form from any address that is at hand. What was typed here is never kept: it may hold a password. */
export function PasteBox({ form, onForm }: PasteBoxProps) {
  const [text, setText] = useState('');
  const [said, setSaid] = useState<{ problem: string | null; note: string | null }>({
    problem: null,
    note: null,
  });

  /** What this gave as a name: not what a person did. */
  const [named, setNamed] = useState('');

  const read = (pasted: string) => {
    setText(pasted);
    if (pasted.trim() === '') return setSaid({ problem: null, note: null });
    const parsed = parseTargetText(pasted);
    if (!parsed.ok) return setSaid({ problem: parsed.problem, note: null });
    const filled = withTarget(form, parsed.target, parsed.password);
    const address = addressText(parsed.target.address);
    const hasName = form.name.trim() !== '' && form.name !== named;
    onForm({ ...filled, name: hasName ? form.name : address });
    if (!hasName) setNamed(address);
    setSaid({ problem: null, note: [`Filled in from ${address}.`, ...parsed.notes].join(' ') });
  };

  return (
    <Field
      label="Paste an address"
      hint={
        said.note ??
        'redis://, rediss:// or redis-socket:// URL, a redis-cli command line, or host:port. It fills the form.'
      }
      problem={said.problem}
    >
      <Input
        mono
        value={text}
        placeholder="redis-cli -h 127.0.0.1 -p 6379"
        onChange={event => read(event.target.value)}
      />
    </Field>
  );
}
