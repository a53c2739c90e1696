/** Where menus and lists are put: a landmark of their own, so that a screen reader finds them in one. */
export function menuRoot(): HTMLElement | null {
  return document.getElementById('menus');
}
