import type { Condition } from '#shared/contract/condition.ts';
import { matchesAll } from '#shared/contract/every-condition.ts';
import type { PipelineStart } from './pipeline-start.ts';

/** What a pipeline takes along of the condition of a screen: CEL as it is. What is looked for in the bytes is no question to an event. */
export function whereOf(condition: Condition): Pick<PipelineStart, 'where' | 'left'> {
  if (matchesAll(condition)) return {};
  if (condition.language === 'cel') return { where: condition.text };
  return {
    left: `The condition of this screen is not CEL and is left out: ${condition.text}`,
  };
}
