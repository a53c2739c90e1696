import { LockKeyhole } from 'lucide-react';
import { missingSentence } from '#shared/redis/reply-errors.ts';

interface MissingCommandsProps {
  /** That this user may not run. */
  commands: readonly string[];
  /** What is not known because of them, as the rest of a sentence. */
  unknown?: string;
}

/** Says why something is not shown: the user may not ask for it. Nothing where nothing is missing. */
export function MissingCommands({
  commands,
  unknown = 'what it would tell is not shown.',
}: MissingCommandsProps) {
  const sentence = missingSentence(commands, unknown);
  return (
    sentence !== null && (
      <p role="note" className="flex gap-1.5 text-xs/[18px] text-pending">
        <LockKeyhole size={12} aria-hidden className="mt-[3px] shrink-0" />
        <span className="min-w-0 wrap-break-word">{sentence}</span>
      </p>
    )
  );
}
