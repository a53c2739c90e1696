import type { Whose } from '../lib/recognised.ts';
import { Tag } from './tag.tsx';

/** Which framework writes this, and by what it was recognised; with a question mark where that is a guess. */
export function FrameworkTag({ recognised }: { recognised: Whose }) {
  const { framework, certainty } = recognised;
  return (
    <span title={whoseText(recognised)}>
      <Tag tone={certainty === 'likely' ? 'plain' : 'accent'}>
        {framework}
        {certainty === 'likely' && '?'}
      </Tag>
    </span>
  );
}

export function whoseText({ framework, certainty, what, evidence }: Whose): string {
  if (certainty === 'chosen') return `${framework}: as you said`;
  return `${framework}: ${what}\n${certainty === 'certain' ? 'Certain' : 'Likely'}, by ${evidence}`;
}
