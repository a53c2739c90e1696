import { expect, it } from 'vitest';
import { shortcutKeys, shortcutOf } from './shortcuts.ts';

const press = (
  key: string,
  held: Partial<Record<'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey', boolean>> = {},
) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...held,
});

it('names a press', () => {
  expect(shortcutOf(press('k', { ctrlKey: true }), false)).toBe('Mod+K');
  expect(shortcutOf(press('k', { metaKey: true }), true)).toBe('Mod+K');
  expect(shortcutOf(press('k', { metaKey: true }), false)).toBe('Meta+K');
  expect(shortcutOf(press(' '), false)).toBe('Space');
  expect(shortcutOf(press('?', { shiftKey: true }), false)).toBe('?');
  expect(shortcutOf(press('Enter', { ctrlKey: true, shiftKey: true }), false)).toBe('Mod+Shift+Enter');
});

it('prints the keys of this machine', () => {
  expect(shortcutKeys('Mod+Enter', false)).toEqual(['Ctrl', '⏎']);
  expect(shortcutKeys('Mod+K', true)).toEqual(['⌘', 'K']);
});
