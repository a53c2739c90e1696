import type { PipelineTouches } from '#shared/contract/pipelines.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';

interface ConfirmStartProps {
  open: boolean;
  name: string;
  touches: PipelineTouches;
  onClose: () => void;
  onConfirm: () => void;
}

const words: readonly [keyof PipelineTouches, string][] = [
  ['variables', 'It reads these variables of the environment, and puts their values there:'],
  ['hosts', 'It asks these hosts on the network:'],
  ['paths', 'It reads or writes these files on this computer:'],
  ['channels', 'It listens to or publishes on these channels:'],
  ['keys', 'It reads or writes these keys in Redis:'],
];

/** Before the first start of an imported file: what it reaches, in words. */
export function ConfirmStart({ open, name, touches, onClose, onConfirm }: ConfirmStartProps) {
  const reached = words.filter(([kind]) => touches[kind].length > 0);
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={`Start ${name}?`}
      description="This file was imported. See what it reaches before it starts for the first time."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" onClick={onConfirm}>
            Start and write to these
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        {reached.length === 0 && <p>It reaches no host, no file, no channel and no key.</p>}
        {reached.map(([kind, text]) => (
          <section key={kind} aria-label={text}>
            <p>{text}</p>
            <ul className="mono pt-1 pl-3">
              {touches[kind].map(item => (
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
