import { useActionRegistry } from '../lib/actions.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Shortcut } from '../ui/shortcut.tsx';
import { useOverlays } from './overlays.ts';

/** Keys that belong to controls and not to an action. */
const tableKeys: readonly (readonly [string, string])[] = [
  ['ArrowUp', 'Previous row'],
  ['ArrowDown', 'Next row'],
  ['PageUp', 'Previous page'],
  ['PageDown', 'Next page'],
  ['Home', 'First row'],
  ['End', 'Last row'],
  ['Enter', 'Open the detail'],
  ['Mod+C', 'Copy the row'],
];
const editorKeys: readonly (readonly [string, string])[] = [
  ['Mod+Enter', 'Publish'],
  ['ArrowUp', 'Older payload (from the first line)'],
  ['ArrowDown', 'Newer payload (from the last line)'],
];

const consoleKeys: readonly (readonly [string, string])[] = [
  ['Enter', 'Run'],
  ['Shift+Enter', 'New line'],
  ['Tab', 'Accept the suggestion'],
  ['ArrowUp', 'Previous commands'],
  ['Ctrl+C', 'Stop the running command'],
];

/** What `?` shows. */
export function ShortcutList() {
  const { open, show } = useOverlays();
  const actions = useActionRegistry(registry => registry.actions);
  const withKeys = [...actions.values()].flatMap(({ shortcut, title, group }) =>
    shortcut === undefined ? [] : [{ shortcut, title, group }],
  );
  const groups = Map.groupBy(withKeys, action => action.group);
  return (
    <Dialog open={open === 'shortcuts'} onClose={() => show(null)} title="Keyboard shortcuts" wide>
      <div className="columns-2 gap-8">
        {[...groups].map(([group, members]) => (
          <KeyGroup
            key={group}
            title={group}
            keys={members.map(({ shortcut, title }) => [shortcut, title])}
          />
        ))}
        <KeyGroup title="Tables" keys={tableKeys} />
        <KeyGroup title="Payload editor" keys={editorKeys} />
        <KeyGroup title="Command of the console" keys={consoleKeys} />
      </div>
    </Dialog>
  );
}

function KeyGroup({ title, keys }: { title: string; keys: readonly (readonly [string, string])[] }) {
  return (
    <section className="mb-4 break-inside-avoid">
      <h3 className="pb-1 text-xs/[18px] font-medium text-muted">{title}</h3>
      <dl>
        {keys.map(([shortcut, what]) => (
          <div
            key={`${shortcut} ${what}`}
            className="flex h-[26px] items-center justify-between gap-3 border-b border-line-soft"
          >
            <dt>{what}</dt>
            <dd>
              <Shortcut keys={shortcut} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
