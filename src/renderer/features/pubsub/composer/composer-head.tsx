import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { IconButton } from '../../../ui/button.tsx';
import { ModeSwitch } from '../publish-file/mode-switch.tsx';
import { PublishCommandSelect } from './publish-command-select.tsx';

interface ComposerHeadProps {
  connectionId: string;
  sharded: boolean;
  onSharded: (sharded: boolean) => void;
  /** Where to and how fast. */
  children: ReactNode;
  /** The button that publishes. */
  action: ReactNode;
  onClose: () => void;
}

/** What stands above a message or a file that is published. Where it is narrow the fields wrap; the button stays in the first row. */
export function ComposerHead({
  connectionId,
  sharded,
  onSharded,
  children,
  action,
  onClose,
}: ComposerHeadProps) {
  return (
    <div className="flex flex-none items-start gap-2">
      <div className="flex min-w-0 flex-1 flex-wrap items-center gap-2">
        <ModeSwitch />
        <PublishCommandSelect connectionId={connectionId} sharded={sharded} onSharded={onSharded} />
        {children}
      </div>
      {action}
      <IconButton label="Hide the composer" onClick={onClose}>
        <X size={15} aria-hidden />
      </IconButton>
    </div>
  );
}
