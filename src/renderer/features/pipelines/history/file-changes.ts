import { structuredPatch } from 'diff';

/** A line of a file that is in both texts, or in one of them. */
export interface ChangedLine {
  kind: 'same' | 'added' | 'removed';
  text: string;
}

/** Lines that stay between two changes, on each side. */
const AROUND = 3;
/** In edits of lines: beyond it the texts have little in common, and comparing them would hold the page: it takes the square of that. */
const MOST_EDITS = 1_500;

/** What differs between two texts, in parts with the lines around them; null where so much does that it says nothing. */
export function changesOf(before: string, after: string): ChangedLine[][] | null {
  const patch = structuredPatch('', '', before, after, '', '', {
    context: AROUND,
    maxEditLength: MOST_EDITS,
  });
  if (!patch) return null;
  return patch.hunks.map(({ lines }) =>
    lines
      .filter(line => !line.startsWith('\\'))
      .map(line => ({ kind: kinds[line[0]!] ?? 'same', text: line.slice(1) })),
  );
}

const kinds: Readonly<Record<string, ChangedLine['kind']>> = { '+': 'added', '-': 'removed' };
