import { createContext, useContext } from 'react';

/** The dialog around, if any: what lies outside of a modal dialog is hidden from screen readers, lists that belong into it too. */
export const DialogElement = createContext<HTMLElement | null>(null);

/** Closes the dialog around, if any. */
export const CloseDialog = createContext<(() => void) | null>(null);

/** Where menus and lists are put: a landmark of their own, so that a screen reader finds them in one. */
function menuRoot(): HTMLElement | null {
  return document.getElementById('menus');
}

/** As `menuRoot`, or in the dialog around. */
export function useMenuRoot(): HTMLElement | null {
  return useContext(DialogElement) ?? menuRoot();
}
