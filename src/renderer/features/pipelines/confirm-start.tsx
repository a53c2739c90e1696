import { useState } from 'react';
import type { PipelineTouches } from '#shared/contract/pipelines.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Checkbox } from '../../ui/switch.tsx';
import { reachedLists } from './reached-lists.ts';

interface ConfirmStartProps {
  open: boolean;
  name: string;
  touches: PipelineTouches;
  onClose: () => void;
  /** @param variables that were ticked */
  onConfirm: (variables: string[]) => void;
}

/** Before the first start of an imported file: what it reaches, in words. */
export function ConfirmStart({ open, name, touches, onClose, onConfirm }: ConfirmStartProps) {
  const [ticked, setTicked] = useState<readonly string[]>([]);
  const lists = reachedLists(touches);
  const asked = touches.variables.filter(({ isForAll }) => !isForAll);
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={`Start ${name}?`}
      description="This file was imported. See what it reaches before it starts for the first time."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" onClick={() => onConfirm([...ticked])}>
            Start with this
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        {lists.length === 0 && asked.length === 0 && (
          <p>It reaches no host, no file, no channel and no key.</p>
        )}
        {asked.length > 0 && (
          <section aria-label="Variables it asks for">
            <p>It asks for these variables of your environment. It gets only those you tick:</p>
            <div className="flex flex-col gap-1 pt-1 pl-3">
              {asked.map(variable => (
                <Checkbox
                  key={variable.name}
                  checked={ticked.includes(variable.name)}
                  onChecked={checked =>
                    setTicked(
                      checked ? [...ticked, variable.name] : ticked.filter(other => other !== variable.name),
                    )
                  }
                  label={<span className="mono">{variable.name}</span>}
                  hint={`Its value would go into ${variable.places.join(', ')}.`}
                />
              ))}
            </div>
          </section>
        )}
        {lists.map(({ words, names }) => (
          <section key={words} aria-label={words}>
            <p>{words}:</p>
            <ul className="mono pt-1 pl-3">
              {names.map(item => (
                <li key={item} className="wrap-anywhere">
                  {item}
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
