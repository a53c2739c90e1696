import { useState } from 'react';
import { slug } from '#shared/pipeline/read-pipelines.ts';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { Checkbox } from '../../../ui/switch.tsx';
import { TextField } from '../../../ui/text-field.tsx';
import type { ReadableDocument } from './document.ts';

interface RenameProps {
  document: ReadableDocument;
  name: string;
  /** The other files: two of one name would keep their positions under one key. */
  taken: readonly { name: string }[];
  /** It has been started before: then there may be a position. */
  hasRun: boolean;
  onClose: () => void;
  onRename: (name: string, keepsId: boolean) => void;
}

/** Another name for the file, and what becomes of its position. */
export function Rename({ document, name, taken, hasRun, onClose, onRename }: RenameProps) {
  const [typed, setTyped] = useState(name);
  const [keepsId, setKeepsId] = useState(hasRun);
  const next = typed.trim();
  const [first] = document.pipelines;
  const isNamedByFile =
    document.pipelines.length === 1 && first!.path.length === 0 && first!.value.id === undefined;
  const moves = isNamedByFile && next !== '' && slug(next) !== slug(first!.name);
  const problem =
    next === ''
      ? 'The name is empty.'
      : next !== name && taken.some(other => other.name === next)
        ? 'Another file has this name.'
        : null;
  return (
    <Dialog
      open
      onClose={onClose}
      title="Rename the pipeline"
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="primary"
            disabled={problem !== null}
            onClick={() => onRename(next, moves && keepsId)}
          >
            Rename
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <TextField
          label="Name"
          value={typed}
          maxLength={100}
          onValue={setTyped}
          problem={problem}
          onKeyDown={event => event.key === 'Enter' && problem === null && onRename(next, moves && keepsId)}
        />
        {moves && (
          <Checkbox
            checked={keepsId}
            onChecked={setKeepsId}
            label="Keep its position"
            hint={`Its position is kept under millrace:{${slug(first!.name)}}, after its name. ${
              keepsId
                ? `The file gets "id": "${slug(first!.name)}", so that it goes on from there.`
                : `Under the new name it begins without a position, under millrace:{${slug(next)}}.`
            }`}
          />
        )}
      </div>
    </Dialog>
  );
}
