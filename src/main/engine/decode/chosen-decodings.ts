import type { ChosenDecoding, Decoding } from '#shared/contract/decoding.ts';

/** What is chosen for channels and patterns, by the numbers that a feed's rows carry. */
export interface ChosenByNumber {
  channels: Map<number, Decoding>;
  patterns: Map<number, Decoding>;
}

/** @param find the number of a name that some row has; undefined for others, which need none */
export function chosenByNumber(
  chosen: readonly ChosenDecoding[],
  find: (name: Buffer) => number | undefined,
): ChosenByNumber {
  const found: ChosenByNumber = { channels: new Map(), patterns: new Map() };
  for (const { kind, name, as } of chosen) {
    const number = find(Buffer.from(name));
    if (number === undefined) continue;
    if (kind === 'channel') found.channels.set(number, as);
    else found.patterns.set(number, as);
  }
  return found;
}

/** What a row's payload is to be read as; null for what it looks like. */
export function decodingOf(
  { channels, patterns }: ChosenByNumber,
  row: { channel: number; pattern: number | undefined },
): Decoding | null {
  return (
    channels.get(row.channel) ?? (row.pattern === undefined ? undefined : patterns.get(row.pattern)) ?? null
  );
}
