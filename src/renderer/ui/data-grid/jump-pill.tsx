import { ArrowDownToLine } from 'lucide-react';
import { formatCount } from '../../lib/format/numbers.ts';

interface JumpPillProps {
  newRows: number;
  paused: boolean;
  onJump: () => void;
}

/** "1,204 new · jump to latest": what stands under a live table that does not follow. */
export function JumpPill({ newRows, paused, onJump }: JumpPillProps) {
  const act = paused ? 'resume' : 'jump to latest';
  return (
    <button
      type="button"
      onClick={onJump}
      className="flex h-6 items-center gap-1.5 rounded-full bg-accent-fill px-3 text-xs/5 font-medium text-on-accent"
    >
      <ArrowDownToLine size={13} aria-hidden />
      {newRows > 0 ? `${formatCount(newRows)} new · ${act}` : act[0]!.toUpperCase() + act.slice(1)}
    </button>
  );
}
