import type { Recognised } from '#shared/contract/recognise.ts';
import { Tag } from './tag.tsx';

/** Which framework writes this, and by what it was recognised; with a question mark where that is a guess. */
export function FrameworkTag({ recognised }: { recognised: Recognised }) {
  const { framework, certainty, what, evidence } = recognised;
  return (
    <span title={`${framework}: ${what}\n${certainty === 'certain' ? 'Certain' : 'Likely'}, by ${evidence}`}>
      <Tag tone={certainty === 'certain' ? 'accent' : 'plain'}>
        {framework}
        {certainty === 'likely' && '?'}
      </Tag>
    </span>
  );
}
