/** Pieces of a text, each of which fits in a line: where each begins, and behind the last one the end. */
export function wrapText(text: string, columns: number): Uint32Array {
  const width = Math.max(1, columns);
  const starts: number[] = [];
  let from = 0;
  while (from <= text.length) {
    const lineBreak = text.indexOf('\n', from);
    const end = lineBreak < 0 ? text.length : lineBreak;
    let at = from;
    do {
      starts.push(at);
      at += width;
    } while (at < end);
    if (lineBreak < 0) break;
    from = lineBreak + 1;
  }
  starts.push(text.length);
  return Uint32Array.from(starts);
}

/** The text of a piece, without its line break. */
export function wrappedLine(text: string, starts: Uint32Array, index: number): string {
  return text.slice(starts[index], starts[index + 1]).replace(/\r?\n$/, '');
}
