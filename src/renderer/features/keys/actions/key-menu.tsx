import { Copy, Ellipsis, Hourglass, PencilLine, TimerOff, Workflow } from 'lucide-react';
import { useState } from 'react';
import { escapeGlob } from '#shared/redis/glob.ts';
import { bytesText, parseBytesText, wordText } from '#shared/redis/text.ts';
import { go, useOpened } from '../../../lib/navigation.ts';
import { IconButton } from '../../../ui/button.tsx';
import { Menu, MenuItem } from '../../../ui/menu.tsx';
import { NewPipelineDialog } from '../../../ui/new-pipeline/new-pipeline-dialog.tsx';
import { Checkbox } from '../../../ui/switch.tsx';
import { TextField } from '../../../ui/text-field.tsx';
import { KeyActionDialog } from './key-action-dialog.tsx';

interface KeyMenuProps {
  connectionId: string;
  keyName: Uint8Array;
  /** As TYPE says it; null while it is not known. */
  type: string | null;
  expires: boolean;
  onDone: () => void;
}

/** What is done to a key as a whole. */
export function KeyMenu({ connectionId, keyName, type, expires, onDone }: KeyMenuProps) {
  const [open, setOpen] = useState<'rename' | 'copy' | 'expire' | 'persist' | 'pipeline' | null>(null);
  const opened = useOpened('keys');
  const hide = () => setOpen(null);
  const target = { connectionId, keyName, onClose: hide };
  return (
    <>
      <Menu
        align="end"
        trigger={
          <IconButton label="More about this key">
            <Ellipsis size={15} aria-hidden />
          </IconButton>
        }
      >
        <MenuItem icon={<PencilLine size={14} aria-hidden />} onSelect={() => setOpen('rename')}>
          Rename…
        </MenuItem>
        <MenuItem icon={<Copy size={14} aria-hidden />} onSelect={() => setOpen('copy')}>
          Copy to another key…
        </MenuItem>
        <MenuItem icon={<Hourglass size={14} aria-hidden />} onSelect={() => setOpen('expire')}>
          Set expiry…
        </MenuItem>
        <MenuItem
          disabled={!expires}
          icon={<TimerOff size={14} aria-hidden />}
          onSelect={() => setOpen('persist')}
        >
          Remove expiry…
        </MenuItem>
        <MenuItem icon={<Workflow size={14} aria-hidden />} onSelect={() => setOpen('pipeline')}>
          {type === 'list' ? 'Make a pipeline of this…' : 'Make a pipeline of its changes…'}
        </MenuItem>
      </Menu>
      {(open === 'rename' || open === 'copy') && (
        <TargetDialog
          {...target}
          kind={open}
          onDone={to => (open === 'rename' ? go('keys', { ...opened, key: to }) : onDone())}
        />
      )}
      {open === 'pipeline' && (
        <NewPipelineDialog
          connectionId={connectionId}
          start={
            type === 'list'
              ? { from: 'list', text: wordText(keyName) }
              : { from: 'keyspace', text: wordText(escapeGlob(keyName)) }
          }
          onClose={hide}
        />
      )}
      {open === 'expire' && <ExpireDialog {...target} onDone={onDone} />}
      <KeyActionDialog
        connectionId={connectionId}
        open={open === 'persist'}
        onClose={hide}
        title={`Remove the expiry of ${bytesText(keyName)}`}
        action={{ kind: 'persist', key: keyName }}
        onDone={onDone}
      />
    </>
  );
}

interface TargetDialogProps {
  connectionId: string;
  keyName: Uint8Array;
  kind: 'rename' | 'copy';
  onDone: (to: Uint8Array) => void;
  onClose: () => void;
}

function TargetDialog({ connectionId, keyName, kind, onDone, onClose }: TargetDialogProps) {
  const [name, setName] = useState(bytesText(keyName));
  const [replace, setReplace] = useState(false);
  const to = parseBytesText(name);
  const isSame = name === bytesText(keyName);
  return (
    <KeyActionDialog
      connectionId={connectionId}
      open
      onClose={onClose}
      title={`${kind === 'rename' ? 'Rename' : 'Copy'} ${bytesText(keyName)}`}
      action={isSame ? null : { kind, key: keyName, to, replace }}
      problem={isSame ? 'Enter another name.' : null}
      onDone={progress => progress.state === 'done' && onDone(to)}
    >
      <TextField label="New name" mono value={name} onValue={setName} />
      <Checkbox checked={replace} onChecked={setReplace} label="Replace a key of that name" />
    </KeyActionDialog>
  );
}

interface ExpireDialogProps {
  connectionId: string;
  keyName: Uint8Array;
  onDone: () => void;
  onClose: () => void;
}

/** Seconds, minutes, hours and days, as in pipeline files. */
const units = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

function ExpireDialog({ connectionId, keyName, onDone, onClose }: ExpireDialogProps) {
  const [typed, setTyped] = useState('1h');
  const [, amount, unit] = /^\s*(\d{1,9})\s*([smhd])\s*$/.exec(typed) ?? [];
  const inMs = amount === undefined ? null : Number(amount) * units[unit as keyof typeof units];
  return (
    <KeyActionDialog
      connectionId={connectionId}
      open
      onClose={onClose}
      title={`Set the expiry of ${bytesText(keyName)}`}
      action={inMs === null ? null : { kind: 'expire', key: keyName, at: { inMs } }}
      problem={inMs === null ? 'Enter a time like 30s, 10m, 1h or 7d.' : null}
      onDone={onDone}
    >
      <TextField label="In" mono className="w-40" value={typed} onValue={setTyped} />
    </KeyActionDialog>
  );
}
