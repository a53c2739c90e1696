import type { JobState, QueueFigures } from '#shared/contract/queues.ts';
import { formatCount } from '../../../lib/format/numbers.ts';

/** Titles of the states, short enough for a column. */
export const stateTitles: Record<JobState, string> = {
  waiting: 'waiting',
  active: 'active',
  delayed: 'delayed',
  blocked: 'blocked',
  failed: 'failed',
  dead: 'dead',
  completed: 'completed',
};

/** "3", or "—" where it is not known or not kept; `title` says which. */
export function countOfState(
  { states }: Pick<QueueFigures, 'states'>,
  state: JobState,
): { text: string; title: string | undefined; count: number } {
  const of = states.find(({ state: name }) => name === state);
  const count = of?.count ?? null;
  return {
    text: formatCount(count),
    title: count === null ? (of?.why ?? 'Not known: the server did not tell it.') : undefined,
    count: count ?? 0,
  };
}
