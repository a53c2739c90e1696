import { useEffect } from 'react';
import { useActionRegistry } from '../lib/actions.ts';
import { isTyping, shortcutOf } from '../lib/shortcuts.ts';

/** What floats above the page has its own keys. */
const OVERLAY = '[role="dialog"], [role="alertdialog"], [role="menu"], [role="listbox"]:not([data-inline])';
/** What has to be answered first: nothing behind it is done. */
const MODAL = '[data-modal]';
/** A list that was open once stays in the document; what closes is there for a moment more. */
const CLOSED = '[hidden], [data-closed], [aria-hidden="true"]';
/** What Space and Enter press by themselves. */
const PRESSABLE =
  'button, a, [role="button"], [role="tab"], [role="switch"], [role="checkbox"], [role="radio"], summary';

/** What a text field does with its own text. */
const EDITING: ReadonlySet<string> = new Set(['Mod+A', 'Mod+Z', 'Mod+Shift+Z', 'Mod+Y']);

/** Runs actions by their shortcuts. Where text is typed, only shortcuts with a modifier count, and none that edit text. */
export function useKeyboard(): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.isComposing) return;
      const pressed = shortcutOf(event);
      const isPlain = !pressed.includes('Mod') && !pressed.includes('Alt');
      const overlay = [...document.querySelectorAll(OVERLAY)].some(isOpen);
      if (overlay && (isPlain || event.defaultPrevented)) return;
      const isText = (isPlain && pressed !== 'Escape') || EDITING.has(pressed);
      if (isText && isTyping(event.target)) return;
      if (pressed === 'Space' && event.target instanceof Element && event.target.closest(PRESSABLE)) return;
      const meant = [...useActionRegistry.getState().actions.values()].filter(
        ({ shortcut }) => shortcut === pressed,
      );
      // What came last is innermost: Esc leaves a search before the pane that it is in.
      const action = meant.findLast(({ outermost }) => outermost !== true) ?? meant.at(-1);
      if (!action) return;
      // Neither does the browser do what it has such a key for.
      event.preventDefault();
      if ([...document.querySelectorAll(MODAL)].some(isOpen)) return;
      event.stopPropagation();
      action.run();
    };
    // Before anything else hears of it: a grid, an editor or the browser would have a use for some of these keys.
    window.addEventListener('keydown', onKeyDown, { capture: true });
    return () => window.removeEventListener('keydown', onKeyDown, { capture: true });
  }, []);
}

function isOpen(overlay: Element): boolean {
  return overlay.closest(CLOSED) === null;
}
