import { useEffect, useRef } from 'react';
import { create } from 'zustand';

/** Something a person can do: it is in the palette and, with a shortcut, on the keyboard. */
export interface Action {
  /** Unique on the page, "pubsub.pause". */
  id: string;
  /** What it does, as a verb: "Pause the live view". */
  title: string;
  /** Where it belongs, as a heading of the palette: "Pub/Sub". */
  group: string;
  /** Keys as `Mod+K`, `Space`, `/`, `?`; `Mod` is Ctrl, or Cmd on a Mac. See `lib/shortcuts.ts`. */
  shortcut?: string;
  /** Runs by its shortcut only where no other action has that: Esc out of a screen, after Esc out of all that is in it. */
  outermost?: boolean;
  run: () => void;
  /** Words it is also found by. */
  keywords?: string;
}

interface ActionRegistry {
  actions: ReadonlyMap<string, Action>;
  add: (action: Action) => void;
  remove: (action: Action) => void;
}

export const useActionRegistry = create<ActionRegistry>(set => ({
  actions: new Map(),
  add: action => set(({ actions }) => ({ actions: new Map(actions).set(action.id, action) })),
  remove: action =>
    set(({ actions }) => {
      if (actions.get(action.id) !== action) return { actions };
      const rest = new Map(actions);
      rest.delete(action.id);
      return { actions: rest };
    }),
}));

/**
 * Offers an action for as long as the component is there; null offers nothing.
 *
 *     useAction(feed ? { id: 'pubsub.clear', title: 'Clear the feed', group: 'Pub/Sub', run: clear } : null);
 */
export function useAction(action: Action | null): void {
  const run = useRef(action?.run);
  useEffect(() => {
    run.current = action?.run;
  });
  const { id, title, group, shortcut, keywords, outermost } = action ?? {};
  useEffect(() => {
    if (id === undefined) return;
    const registered: Action = { id, title: title!, group: group!, run: () => run.current?.() };
    if (shortcut !== undefined) registered.shortcut = shortcut;
    if (keywords !== undefined) registered.keywords = keywords;
    if (outermost !== undefined) registered.outermost = outermost;
    const { add, remove } = useActionRegistry.getState();
    add(registered);
    return () => remove(registered);
  }, [id, title, group, shortcut, keywords, outermost]);
}

/** Offers to close something with Esc; null while there is nothing to close. */
export function useEscape(id: string, title: string, group: string, close: (() => void) | null): void {
  useAction(close ? { id, title, group, shortcut: 'Escape', run: close } : null);
}
