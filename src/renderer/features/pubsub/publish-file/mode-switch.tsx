import { cx } from '../../../lib/class-names.ts';
import { useComposerMode, type ComposerModeName } from './composer-mode.ts';

const modes: readonly [ComposerModeName, string][] = [
  ['message', 'Message'],
  ['file', 'File'],
];

/** What the composer publishes: one message that is written, or a file. */
export function ModeSwitch() {
  const { mode, setMode } = useComposerMode();
  return (
    <div
      role="group"
      aria-label="What to publish"
      className="flex shrink-0 rounded-md border border-line p-px"
    >
      {modes.map(([value, title]) => (
        <button
          key={value}
          type="button"
          aria-pressed={mode === value}
          onClick={() => setMode(value)}
          className={cx(
            'h-6 rounded-[5px] px-2 text-[12.5px]/[18px]',
            mode === value ? 'bg-raised font-medium text-text' : 'text-muted hover:text-text',
          )}
        >
          {title}
        </button>
      ))}
    </div>
  );
}
