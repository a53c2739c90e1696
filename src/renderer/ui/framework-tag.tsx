import type { Whose } from '../lib/recognised.ts';
import { Tag } from './tag.tsx';

/** Which framework writes this, and by what it was recognised; with a question mark where that is a guess. */
export function FrameworkTag({ recognised }: { recognised: Whose }) {
  return (
    <span title={whoseText(recognised)}>
      <Tag tone={recognised.certainty === 'likely' ? 'plain' : 'accent'}>{tagText(recognised)}</Tag>
    </span>
  );
}

export function tagText({ framework, certainty }: Whose): string {
  return certainty === 'likely' ? `${framework}?` : framework;
}

export function whoseText({ framework, certainty, what, evidence }: Whose): string {
  if (certainty === 'chosen') return `${framework}: as you said`;
  return `${framework}: ${what}\n${certainty === 'certain' ? 'Certain' : 'Likely'}, by ${evidence}`;
}

/** Px: of a character, and of the gaps and the edge of a tag. */
const ROOM = { character: 7.2, around: 36 };

/** Whether there is room for the tag beside the whole name, within px: names win. */
export function hasRoomForTag(name: string, { framework }: Whose, width: number): boolean {
  return (name.length + framework.length + 1) * ROOM.character + ROOM.around <= width;
}
