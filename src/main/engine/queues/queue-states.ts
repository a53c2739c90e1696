import type { JobState, QueueFigures, QueueId } from '#shared/contract/queues.ts';
import { jobStates } from '#shared/queue-names.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import type { Commands } from '../connections/commands.ts';
import { Denials } from '../connections/denials.ts';
import type { Command, Reply } from '../connections/redis-client.ts';
import { asNumber } from '../connections/replies.ts';
import { lengthCommands } from '../keys/key-types.ts';
import type { Place, StateOfQueue } from './layout.ts';
import { layouts } from './layouts.ts';

/** Members of a set that says which places there are: processes, groups. */
const MOST_MEMBERS = 1_000;

/** Where the jobs of each state of a queue are. */
export async function statesOf(
  commands: Commands,
  { framework, queue }: QueueId,
): Promise<Record<JobState, StateOfQueue>> {
  const layout = layouts[framework];
  const replies = await commands.pipeline(
    (layout.sets?.(queue) ?? []).map((key): Command => ['SSCAN', key, '0', 'COUNT', MOST_MEMBERS]),
  );
  return layout.states(queue, replies.map(membersIn));
}

/** Of a step of SSCAN; none where it was refused. */
export function membersIn(reply: Reply | MillraceError | undefined): string[] {
  const members: unknown = Array.isArray(reply) ? reply[1] : null;
  return Array.isArray(members) ? members.slice(0, MOST_MEMBERS).map(String) : [];
}

/** How many jobs each place has; null where that is not known: it is of another type, or may not be asked. */
export async function lengthsOf(
  commands: Commands,
  places: readonly Place[],
  denials = new Denials(),
): Promise<(number | null)[]> {
  const replies = await commands.pipeline(
    places.map(({ key, type }): Command => [lengthCommands[type]!, key]),
  );
  return replies.map(reply => {
    if (reply instanceof MillraceError && reply.code === 'redis') return null;
    const known = denials.take(reply);
    return known === null ? null : asNumber(known);
  });
}

/** How many jobs of each state a queue has. */
export async function readQueueFigures(commands: Commands, id: QueueId): Promise<QueueFigures> {
  const states = await statesOf(commands, id);
  const places = jobStates.flatMap(state => placesOf(states[state]));
  const denials = new Denials();
  const lengths = await lengthsOf(commands, places, denials);
  let at = 0;
  return {
    ...id,
    name: layouts[id.framework].nameOf(id.queue),
    states: jobStates.map(state => {
      const of = states[state];
      if ('why' in of) return { state, count: null, why: of.why };
      const counts = lengths.slice(at, (at += of.length));
      return { state, count: sumOf(counts), why: null };
    }),
    missing: denials.commands,
  };
}

export function placesOf(state: StateOfQueue): readonly Place[] {
  return 'why' in state ? [] : state;
}

/** Null where one of them is not known: a part is no sum. */
function sumOf(counts: readonly (number | null)[]): number | null {
  return counts.reduce(
    (sum: number | null, count) => (sum === null || count === null ? null : sum + count),
    0,
  );
}
