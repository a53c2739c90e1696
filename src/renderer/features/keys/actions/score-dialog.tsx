import { useState } from 'react';
import type { ActionProgress } from '#shared/contract/actions.ts';
import { bytesText } from '#shared/redis/text.ts';
import { TextField } from '../../../ui/text-field.tsx';
import { KeyActionDialog } from './key-action-dialog.tsx';

interface ScoreDialogProps {
  connectionId: string;
  keyName: Uint8Array;
  member: Uint8Array;
  before: string;
  onDone: (progress: ActionProgress) => void;
  onClose: () => void;
}

/** The score of a member, to be replaced by another one. */
export function ScoreDialog({ connectionId, keyName, member, before, onDone, onClose }: ScoreDialogProps) {
  const [score, setScore] = useState(before);
  const isNumber = /^[+-]?(inf|\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(score);
  const problem =
    score === before ? 'Nothing has changed yet.' : isNumber ? null : 'Enter a number as the score.';
  return (
    <KeyActionDialog
      connectionId={connectionId}
      open
      onClose={onClose}
      title={`Score of ${bytesText(member)}`}
      action={problem === null ? { kind: 'set-score', key: keyName, member, score, before } : null}
      problem={problem}
      onDone={onDone}
    >
      <TextField label="Score" mono className="w-48" value={score} onValue={setScore} />
    </KeyActionDialog>
  );
}
