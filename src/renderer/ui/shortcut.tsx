import { cx } from '../lib/class-names.ts';
import { shortcutKeys } from '../lib/shortcuts.ts';

interface ShortcutProps {
  /** In the notation of `Action.shortcut`. */
  keys: string;
  /** Without a frame, for inside a button. */
  plain?: boolean;
}

export function Shortcut({ keys, plain = false }: ShortcutProps) {
  return (
    <kbd
      className={cx(
        'font-mono text-[11px]/4 whitespace-nowrap',
        !plain && 'rounded-sm border border-line px-1.5 text-muted',
      )}
    >
      {shortcutKeys(keys).join(' ')}
    </kbd>
  );
}
