import { useEffect, useState } from 'react';

/** Marks a part of the page in which nothing may move between the look at it and the press. */
export const steady = { 'data-steady': '' };

/** Whether the pointer is over a part that is marked as `steady`, or over a menu that was opened there. */
export function useSteady(): boolean {
  const [isSteady, setIsSteady] = useState(false);
  useEffect(() => {
    // No `pointerenter`: where the page has come under the pointer nobody has moved it there.
    const look = ({ target }: PointerEvent) => {
      if (!(target instanceof Element) || target.closest('#menus')) return;
      setIsSteady(target.closest('[data-steady]') !== null);
    };
    const leave = () => setIsSteady(false);
    const page = document.documentElement;
    page.addEventListener('pointermove', look);
    page.addEventListener('pointerleave', leave);
    return () => {
      page.removeEventListener('pointermove', look);
      page.removeEventListener('pointerleave', leave);
    };
  }, []);
  return isSteady;
}
