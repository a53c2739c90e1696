import { useState, type ReactNode } from 'react';
import type { MillraceError } from '#shared/rpc/errors.ts';
import { Button } from './button.tsx';
import { CommandLine } from './command-line.tsx';
import { Dialog } from './dialog.tsx';
import { ErrorPanel } from './error-panel.tsx';
import { Field, Input } from './field.tsx';

export interface DestructiveDialogProps {
  open: boolean;
  onClose: () => void;
  /** The act as a question or a heading: "Delete consumer bob". */
  title: string;
  /** One sentence: what will happen, with the counts just read. */
  consequence: ReactNode;
  /** The commands it will run, as redis-cli text; none for acts that touch no server. */
  command?: string;
  /** The button names the act: "Delete consumer bob and drop 12 pending entries". */
  act: string;
  /** On a production connection its name, which must be typed; null elsewhere. */
  productionName: string | null;
  busy?: boolean;
  /** Why the last attempt failed. */
  error?: MillraceError | null;
  onConfirm: () => void;
}

/** Asks before something is lost. */
export function DestructiveDialog(props: DestructiveDialogProps) {
  return (
    <Dialog open={props.open} onClose={props.onClose} title={props.title}>
      {/* Mounted anew for each opening, so that a typed name is not kept. */}
      {props.open && <Question {...props} />}
    </Dialog>
  );
}

function Question(props: DestructiveDialogProps) {
  const { consequence, command, act, productionName, busy = false, error = null, onConfirm, onClose } = props;
  const [typed, setTyped] = useState('');
  const confirmed = productionName === null || typed === productionName;
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={event => {
        event.preventDefault();
        if (confirmed && !busy) onConfirm();
      }}
    >
      <p>{consequence}</p>
      {command !== undefined && <CommandLine text={command} />}
      {productionName !== null && (
        <Field label={`This is production. Type ${productionName} to continue`}>
          <Input mono value={typed} onChange={event => setTyped(event.target.value)} />
        </Field>
      )}
      {error && <ErrorPanel error={error} onRetry={confirmed && !busy ? onConfirm : null} />}
      <div className="flex justify-end gap-2 pt-1">
        <Button onClick={onClose}>Cancel</Button>
        <Button variant="destroy" type="submit" disabled={!confirmed} busy={busy}>
          {act}
        </Button>
      </div>
    </form>
  );
}
