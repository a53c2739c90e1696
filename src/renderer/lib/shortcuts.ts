/** What of a KeyboardEvent a shortcut depends on. */
export interface KeyPress {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
}

const isMac = typeof navigator !== 'undefined' && /mac/i.test(navigator.userAgent);

/** The press in the notation of `Action.shortcut`: "Mod+K", "Mod+Shift+Enter", "Space", "/". */
export function shortcutOf(press: KeyPress, mac = isMac): string {
  const key = press.key === ' ' ? 'Space' : press.key.length === 1 ? press.key.toUpperCase() : press.key;
  const mod = mac ? press.metaKey : press.ctrlKey;
  const other = mac ? press.ctrlKey : press.metaKey;
  // Shift is part of what a sign is ("?"), and only said beside letters and named keys.
  const shift = press.shiftKey && (press.key.length > 1 || /^[a-z]$/i.test(press.key));
  return [mod && 'Mod', other && (mac ? 'Ctrl' : 'Meta'), press.altKey && 'Alt', shift && 'Shift', key]
    .filter(Boolean)
    .join('+');
}

/** The keys as they are printed on a keyboard: ["Ctrl", "K"], or ["⌘", "K"] on a Mac. */
export function shortcutKeys(shortcut: string, mac = isMac): string[] {
  const names: Record<string, string> = {
    Mod: mac ? '⌘' : 'Ctrl',
    Alt: mac ? '⌥' : 'Alt',
    Shift: mac ? '⇧' : 'Shift',
    Enter: '⏎',
    Escape: 'Esc',
    ArrowUp: '↑',
    ArrowDown: '↓',
  };
  return shortcut.split('+').map(part => names[part] ?? part);
}

/** Whether a plain key typed there is meant as text. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.closest('input, textarea, select, [role="textbox"]') !== null;
}
