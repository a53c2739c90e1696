import { Play } from 'lucide-react';
import { useEffect } from 'react';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { TargetFields, TimingFields } from './file-fields.tsx';
import { useFilePublisher } from './file-publisher.ts';
import { FileState } from './file-state.tsx';
import { useFileForm } from './use-file-form.ts';

interface ReplayDialogProps {
  connectionId: string;
  /** The recording to replay; null: the dialog is closed. */
  name: string | null;
  onClose: () => void;
}

/** Publishes a recording again. Closed, it goes on; opened again for the same recording, it is where it was. */
export function ReplayDialog({ connectionId, name, onClose }: ReplayDialogProps) {
  return (
    <Dialog
      wide
      open={name !== null}
      onClose={onClose}
      title={`Replay ${name ?? ''}`}
      description="Each message is published again, byte for byte, in the order in which it was heard."
    >
      {name !== null && <Replay key={name} connectionId={connectionId} name={name} />}
    </Dialog>
  );
}

function Replay({ connectionId, name }: { connectionId: string; name: string }) {
  const form = useFileForm(connectionId, 'replay', 'PUBLISH');
  const { publisher, kind, problem, canStart, start, setDraft } = form;
  const { draft, check, phase } = publisher;
  const { chosen, choose } = useFilePublisher(connectionId, 'replay');
  const isThis = chosen?.kind === 'recording' && chosen.name === name;
  useEffect(() => {
    if (!isThis) choose({ kind: 'recording', name });
  }, [isThis, choose, name]);
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-2">
        <TargetFields draft={draft} onDraft={setDraft} kind={kind} isInvalid={problem !== null} />
        <TimingFields draft={draft} onDraft={setDraft} kind={kind} check={check} />
      </div>
      {isThis && <FileState form={form} />}
      <Button
        variant="primary"
        className="self-end"
        icon={<Play size={13} aria-hidden />}
        disabled={!canStart}
        busy={phase === 'running'}
        onClick={start}
      >
        Replay
      </Button>
    </div>
  );
}
