import { useState } from 'react';
import { bytesText } from '#shared/redis/text.ts';
import { formatBytes } from '../../../lib/format/byte-sizes.ts';
import { Field } from '../../../ui/field.tsx';
import { Select } from '../../../ui/select.tsx';
import { ActionDialog } from '../actions/action-dialog.tsx';

/** One message to the engine. */
const MOST_BYTES = 16 * 2 ** 20;

interface ImportDialogProps {
  connectionId: string;
  streamKey: Uint8Array;
  open: boolean;
  onClose: () => void;
}

/** Adds the entries of a file of JSON lines. */
export function ImportDialog({ connectionId, streamKey, open, onClose }: ImportDialogProps) {
  const [lines, setLines] = useState<Uint8Array | null>(null);
  const [ids, setIds] = useState<'keep' | 'new'>('new');
  const [problem, setProblem] = useState<string>('Choose a file of JSON lines.');
  const choose = async (file: File | undefined) => {
    setLines(null);
    if (!file) return setProblem('Choose a file of JSON lines.');
    if (file.size > MOST_BYTES)
      return setProblem(`The file is larger than ${formatBytes(MOST_BYTES)}: split it.`);
    setLines(new Uint8Array(await file.arrayBuffer()));
  };
  return (
    <ActionDialog
      connectionId={connectionId}
      open={open}
      onClose={onClose}
      title={`Import into ${bytesText(streamKey)}`}
      description={'One line per entry: {"id":"1-0","fields":[["name","value"]]}; the id may be left out.'}
      action={lines === null ? null : { kind: 'import', key: streamKey, lines, ids }}
      problem={lines === null ? problem : null}
    >
      <div className="flex gap-3">
        <input
          type="file"
          aria-label="File of JSON lines"
          accept=".jsonl,.ndjson,.json,.txt"
          className="min-w-0 flex-1 text-muted file:mr-2 file:h-7 file:rounded-md file:border file:border-line file:bg-raised file:px-2.5 file:text-text"
          onChange={event => void choose(event.target.files?.[0])}
        />
        <Field label="Ids" hideLabel className="w-44">
          <Select
            value={ids}
            onValue={setIds}
            options={[
              { value: 'new', label: 'make new ids' },
              { value: 'keep', label: 'keep the ids' },
            ]}
          />
        </Field>
      </div>
    </ActionDialog>
  );
}
