import { useEffect, useMemo, useState } from 'react';
import { JsonPrinter } from '../../lib/json/pretty.ts';

/** Lines that are made before the first drawing; hardly any payload has more. */
const FIRST_LINES = 5_000;
/** Lines that are made at a time after that, with a pause for the page between. */
const MORE_LINES = 20_000;

/** The formatted lines of JSON: a first part at once, the rest of a large payload as it is made; folded where they have no room. */
export function usePrettyLines(text: string, columns: number): readonly string[] {
  const printer = useMemo(() => {
    const fresh = new JsonPrinter(text, columns);
    return { lines: fresh.lines, more: fresh.print(FIRST_LINES), print: () => fresh.print(MORE_LINES) };
  }, [text, columns]);
  const [, setMade] = useState(0);
  useEffect(() => {
    if (!printer.more) return;
    let timer = setTimeout(function next() {
      const more = printer.print();
      setMade(printer.lines.length);
      if (more) timer = setTimeout(next, 0);
    }, 0);
    return () => clearTimeout(timer);
  }, [printer]);
  return printer.lines;
}
