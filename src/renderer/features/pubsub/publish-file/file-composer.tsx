import { Send } from 'lucide-react';
import { commandText } from '#shared/redis/command-text.ts';
import { parseBytesText } from '#shared/redis/text.ts';
import { Button } from '../../../ui/button.tsx';
import { CommandLine } from '../../../ui/command-line.tsx';
import { ComposerHead } from '../composer/composer-head.tsx';
import { useComposerDraft } from '../composer/composer-store.ts';
import { publishCommand } from '../subscriptions/subscription-names.ts';
import { ChooseFile } from './choose-file.tsx';
import { TargetFields, TimingFields } from './file-fields.tsx';
import type { FilePublisherState } from './file-publisher.ts';
import { FileState } from './file-state.tsx';
import { useFileForm } from './use-file-form.ts';

interface FileComposerProps {
  connectionId: string;
  onClose: () => void;
}

/** Publishes a file: each of its lines is a message, or it is a recording. */
export function FileComposer({ connectionId, onClose }: FileComposerProps) {
  const { sharded, set } = useComposerDraft();
  const command = publishCommand(sharded);
  const form = useFileForm(connectionId, 'composer', command);
  const { publisher, kind, problem, canStart, start, setDraft } = form;
  const { draft, check, phase } = publisher;
  const take = (file: File) => publisher.choose({ kind: 'file', file });
  const channel = kind === 'lines' || draft.target === 'one' ? draft.channel || 'channel' : '<its channel>';
  return (
    <section aria-label="Publish" className="flex min-h-0 flex-1 flex-col gap-2 overflow-y-auto px-3 py-2">
      <ComposerHead
        connectionId={connectionId}
        sharded={sharded}
        onSharded={next => set({ sharded: next })}
        onClose={onClose}
        action={
          <Button
            variant="primary"
            icon={<Send size={13} aria-hidden />}
            disabled={!canStart}
            busy={phase === 'running'}
            onClick={start}
          >
            Publish the file
          </Button>
        }
      >
        <TargetFields draft={draft} onDraft={setDraft} kind={kind} isInvalid={problem !== null} />
        <TimingFields draft={draft} onDraft={setDraft} kind={kind} check={check} />
      </ComposerHead>
      {phase === 'empty' && (
        <div className="m-auto flex flex-col items-center gap-2 text-center text-muted">
          <p>
            Drop a file anywhere on this screen: JSON lines, each a message, or a recording.
            <br />
            Millrace checks the file first; nothing is sent until you press Publish.
          </p>
          <ChooseFile title="Choose a file…" onFile={take} />
        </div>
      )}
      <FileState form={form} other={<OtherWays publisher={publisher} onFile={take} />} />
      {check && (
        <div className="mt-auto flex flex-none items-center gap-3">
          <div className="min-w-0 flex-1">
            <CommandLine
              oneLine
              text={commandText([
                command,
                channel.startsWith('<') ? channel : parseBytesText(channel),
                '<each line>',
              ])}
            />
          </div>
        </div>
      )}
    </section>
  );
}

interface OtherWaysProps {
  publisher: FilePublisherState;
  onFile: (file: File) => void;
}

/** What else can be done than publishing this file. */
function OtherWays({ publisher, onFile }: OtherWaysProps) {
  const { chosen, check, phase, kept, keep } = publisher;
  const isForeignRecording = chosen?.kind === 'file' && check?.state === 'done' && check.kind === 'recording';
  return (
    <>
      {kept !== null && (
        <span role="status" className="truncate text-muted">
          kept as <span className="mono text-text">{kept}</span>
        </span>
      )}
      {isForeignRecording && kept === null && (
        <Button variant="quiet" disabled={phase === 'running'} onClick={keep}>
          Keep among the recordings
        </Button>
      )}
      <ChooseFile variant="quiet" title="Another file…" onFile={onFile} />
    </>
  );
}
