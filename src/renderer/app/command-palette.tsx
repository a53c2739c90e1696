import { Dialog } from '@base-ui/react/dialog';
import { Command } from 'cmdk';
import { Search } from 'lucide-react';
import { useLayoutEffect, useRef, useState } from 'react';
import { useActionRegistry, type Action } from '../lib/actions.ts';
import { Shortcut } from '../ui/shortcut.tsx';
import { useOverlays } from './overlays.ts';
import { paletteGroups } from './palette-groups.ts';
import { usePalettePlaces } from './use-palette-places.ts';

/** Every action of the page, and what the server and the program have by name, found by typing. */
export function CommandPalette() {
  const { open, show } = useOverlays();
  return (
    <Dialog.Root open={open === 'palette'} onOpenChange={next => show(next ? 'palette' : null)}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-[#05080b]/40" />
        <Dialog.Popup
          data-modal
          className="popup fixed top-[12vh] left-1/2 z-40 w-[560px] max-w-[calc(100vw-32px)] -translate-x-1/2 overflow-hidden rounded-[8px] border border-line bg-surface shadow-float outline-none"
        >
          <Dialog.Title className="sr-only">Search or run</Dialog.Title>
          <PaletteList onDone={() => show(null)} />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

/** All words that were typed are in the names of an action; one that its title begins with comes first. */
function matchesWords(_value: string, typed: string, keywords: readonly string[] = []): number {
  const words = typed.toLowerCase().trim().split(/\s+/);
  const names = keywords.join(' ').toLowerCase();
  if (!words.every(word => names.includes(word))) return 0;
  return names.startsWith(words[0]!) ? 1 : 0.5;
}

function PaletteList({ onDone }: { onDone: () => void }) {
  const actions = useActionRegistry(registry => registry.actions);
  const input = useRef<HTMLInputElement>(null);
  // The dialog moves the focus a frame later: what is typed in between would go to the screen below.
  useLayoutEffect(() => input.current?.focus(), []);
  const [typed, setTyped] = useState('');
  const places = usePalettePlaces(typed);
  const groups = paletteGroups([
    ...[...actions.values()].filter(action => action.id !== 'app.palette'),
    ...places,
  ]);
  const run = (action: Action) => {
    onDone();
    // After the palette has closed and given the focus back, so that an action can take it.
    setTimeout(action.run, 0);
  };
  return (
    <Command label="Search or run" loop filter={matchesWords}>
      <div className="flex h-10 items-center gap-2 border-b border-line px-3">
        <Search size={15} aria-hidden className="text-muted" />
        <Command.Input
          ref={input}
          value={typed}
          onValueChange={setTyped}
          placeholder="Search or run"
          className="h-full min-w-0 flex-1 bg-transparent outline-none"
        />
      </div>
      <Command.List className="max-h-[min(420px,60vh)] overflow-y-auto p-1.5">
        <Command.Empty className="px-2 py-6 text-center text-muted">Nothing matches.</Command.Empty>
        {groups.map(([group, members]) => (
          <Command.Group
            key={group}
            heading={group}
            className="[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-[11.5px]/4 [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-muted"
          >
            {members.map(action => (
              <Command.Item
                key={action.id}
                value={action.id}
                keywords={[action.title, action.group, ...(action.keywords?.split(' ') ?? [])]}
                onSelect={() => run(action)}
                className="flex h-8 items-center gap-2 rounded-md px-2 data-[selected=true]:bg-accent-bg data-[selected=true]:text-accent-text"
              >
                <span className="min-w-0 flex-1 truncate">{action.title}</span>
                {action.shortcut !== undefined && <Shortcut keys={action.shortcut} />}
              </Command.Item>
            ))}
          </Command.Group>
        ))}
      </Command.List>
    </Command>
  );
}
