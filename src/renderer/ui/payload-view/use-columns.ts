import { useCallback, useState } from 'react';

/** Px of a character of the monospaced face at 12 px. */
const CHARACTER_WIDTH = 7.2;
/** Px beside the text, on both sides, with the border of the focus. */
const SIDE_PADDING = 26;

/** How many characters a line of text has room for, in lines that tell their width. */
export function useColumns(): { columns: number; onWidth: (width: number) => void } {
  const [columns, setColumns] = useState(80);
  const onWidth = useCallback(
    (width: number) => setColumns(Math.max(20, Math.floor((width - SIDE_PADDING) / CHARACTER_WIDTH))),
    [],
  );
  return { columns, onWidth };
}
