import type { JobPlace, JobRow, JobsPage, JobState, QueueId } from '#shared/contract/queues.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import type { Commands } from '../connections/commands.ts';
import type { Command, Reply } from '../connections/redis-client.ts';
import { asArray, asBuffer, asNumber } from '../connections/replies.ts';
import { inSteps } from '../keys/page-steps.ts';
import { throwExplained } from '../keys/key-errors.ts';
import type { JobFacts, Place, ReadJob } from './layout.ts';
import { layouts } from './layouts.ts';
import { knownTime } from './read-values.ts';
import { lengthsOf, placesOf, statesOf } from './queue-states.ts';

/** Of a hash whose values are jobs; more is not at work at a time. */
const MOST_AT_WORK = 1_000;
/** What a row shows of an error. */
const ERROR_CHARACTERS = 300;
/** A job that has moved is looked for so far from where it was. */
const MOVED_BY = 500;

/** An element of a place. */
export interface Element {
  member: Buffer;
  score: number | null;
  place: Place;
  at: number;
}

/** A job with what was read of it, and what that says. */
export interface Job {
  element: Element;
  read: ReadJob;
  facts: JobFacts;
  isGone: boolean;
}

/** What of a hash is read: the small fields of a row, these and what a search looks into, or all. */
type Depth = 'row' | 'payload';

/** Jobs of one state from a place on: a million cost what a page costs. */
export async function readJobs(
  commands: Commands,
  id: QueueId,
  state: JobState,
  from: number,
  count: number,
): Promise<JobsPage> {
  const { jobs, total } = await readJobsOf(commands, id, state, { from, count, depth: 'row' });
  return { total, from, jobs: jobs.map(job => rowOf(state, job)) };
}

/** The same with what was read. */
export async function readJobsOf(
  commands: Commands,
  id: QueueId,
  state: JobState,
  { from, count, depth }: { from: number; count: number; depth: Depth },
): Promise<{ jobs: Job[]; total: number }> {
  const places = placesOf((await statesOf(commands, id))[state]);
  const lengths = (await lengthsOf(commands, places)).map(length => length ?? 0);
  const elements: Element[] = [];
  let before = 0;
  for (const [index, place] of places.entries()) {
    const length = lengths[index]!;
    const first = Math.max(0, from + elements.length - before);
    const wanted = Math.min(count - elements.length, length - first);
    if (wanted > 0) {
      const some = await readElements(commands, place, first, wanted);
      elements.push(...some);
      if (some.length < wanted) break;
    }
    before += length;
  }
  return {
    jobs: await readHashes(commands, id, state, elements, depth),
    total: lengths.reduce((sum, length) => sum + length, 0),
  };
}

/** Elements of one place, in the order in which they are shown. */
async function readElements(
  commands: Commands,
  place: Place,
  from: number,
  count: number,
): Promise<Element[]> {
  const { key, type, lastFirst } = place;
  const elementsOf = (members: readonly Reply[], first: number) =>
    members.map((member, index): Element => ({
      member: asBuffer(member),
      score: null,
      place,
      at: first + index,
    }));
  if (type === 'hash') {
    const [, flat] = asArray(
      await commands.call('HSCAN', key, '0', 'COUNT', MOST_AT_WORK).catch(throwExplained),
    );
    return elementsOf(
      asArray(flat).filter((_, index) => index % 2 === 1),
      0,
    ).slice(from, from + count);
  }
  return inSteps(
    count,
    ({ member }) => member.length,
    async (done, step) => {
      const first = from + done;
      if (type === 'list') {
        const range = lastFirst ? [-first - step, -first - 1] : [first, first + step - 1];
        const members = asArray(await commands.call('LRANGE', key, ...range).catch(throwExplained));
        return elementsOf(lastFirst ? members.reverse() : members, first);
      }
      const name = lastFirst ? 'ZREVRANGE' : 'ZRANGE';
      const flat = asArray(
        await commands.call(name, key, first, first + step - 1, 'WITHSCORES').catch(throwExplained),
      );
      return Array.from({ length: flat.length / 2 }, (_, index) => ({
        member: asBuffer(flat[2 * index]),
        score: scoreOf(flat[2 * index + 1]),
        place,
        at: first + index,
      }));
    },
  );
}

async function readHashes(
  commands: Commands,
  id: QueueId,
  state: JobState,
  elements: readonly Element[],
  depth: Depth,
): Promise<Job[]> {
  const { hash, idOf = asText } = layouts[id.framework];
  const ids = elements.map(({ member }) => idOf(member));
  const fieldsOf = (of: string) => [...hash!.row(of), ...(depth === 'payload' ? hash!.payload(of) : [])];
  return inSteps(elements.length, sizeOf, async (done, step) => {
    const some = elements.slice(done, done + step);
    const asked = some.map(({ place }, index): Command[] => {
      const job = ids[done + index]!;
      if (place.holds === 'jobs') return [];
      return [
        ['HMGET', hash!.key(id.queue, job), ...fieldsOf(job)],
        ...(hash!.besideRow?.(id.queue, job, state) ?? []),
      ];
    });
    const replies = await commands.pipeline(asked.flat());
    let next = 0;
    return some.map((element, index) => {
      const [reply, ...beside] = replies.slice(next, (next += asked[index]!.length));
      if (element.place.holds === 'jobs') return jobOf(id, state, element, new Map());
      if (reply instanceof MillraceError && reply.code !== 'redis') throw reply;
      const fields = pairsOf(fieldsOf(ids[done + index]!), reply);
      return jobOf(id, state, element, fields, beside.map(knownReply));
    });
  });
}

/** What may not be read beside a job is not known. */
export function knownReply(reply: Reply | MillraceError): Reply {
  return reply instanceof MillraceError ? null : reply;
}

/** Null for `inf`, which is no time either. */
function scoreOf(reply: Reply | undefined): number | null {
  const score = Number(reply);
  return Number.isFinite(score) ? score : null;
}

const asText = (member: Buffer) => member.toString();
const sizeOf = ({ element, read }: Job) =>
  [...read.fields.values()].reduce((sum, { length }) => sum + length, element.member.length);

/** The values that HMGET found; none of a key that is no hash. */
export function pairsOf(names: readonly string[], reply: unknown): Map<string, Buffer> {
  const values = Array.isArray(reply) ? reply : [];
  return new Map(
    names.flatMap((name, index) => (Buffer.isBuffer(values[index]) ? [[name, values[index]] as const] : [])),
  );
}

export function jobOf(
  { framework, queue }: QueueId,
  state: JobState,
  element: Element,
  fields: ReadonlyMap<string, Buffer>,
  beside: readonly Reply[] = [],
): Job {
  const { member, score, place } = element;
  const read: ReadJob = { queue, state, place, member, score, fields, beside };
  const facts = layouts[framework].job(read);
  return {
    element,
    read,
    facts: {
      ...facts,
      time: knownTime(facts.time),
      history: facts.history.map(({ time, what }) => ({ time: knownTime(time), what })),
    },
    isGone: place.holds === 'ids' && fields.size === 0,
  };
}

export function rowOf(state: JobState, { element, facts, isGone }: Job): JobRow {
  const { id, name, time, timeIs, attempts, attemptsOf, error } = facts;
  return {
    state,
    key: element.place.key,
    at: element.at,
    id,
    name,
    time,
    timeIs,
    attempts,
    attemptsOf,
    error: error?.slice(0, ERROR_CHARACTERS) ?? null,
    isGone,
  };
}

/**
 * The element that a job is, at its place or not far from it: others come and go.
 *
 * @throws {MillraceError} `not-found` when it is not there any more
 */
export async function findElement(commands: Commands, id: QueueId, job: JobPlace): Promise<Element> {
  const place = placesOf((await statesOf(commands, id))[job.state]).find(({ key }) => key === job.key);
  if (!place) throw goneFrom(job);
  const isIt = (element: Element) => jobOf(id, job.state, element, new Map()).facts.id === job.id;
  const [there] = await readElements(commands, place, job.at, 1);
  if (there && isIt(there)) return there;
  // An id is found wherever it is by now; a whole job is looked for where it was.
  const at = place.holds === 'ids' ? await placeOfId(commands, place, job.id) : null;
  const [moved] = at === null ? [] : await readElements(commands, place, at, 1);
  if (moved && isIt(moved)) return moved;
  const from = Math.max(0, job.at - MOVED_BY);
  const near = await readElements(commands, place, from, 2 * MOVED_BY);
  const found = near.find(isIt);
  if (!found) throw goneFrom(job);
  return found;
}

/** How many come before it, in the order in which they are shown; null where it is not there. */
async function placeOfId(
  commands: Commands,
  { key, type, lastFirst }: Place,
  id: string,
): Promise<number | null> {
  if (type === 'zset') {
    const rank = await commands.call(lastFirst ? 'ZREVRANK' : 'ZRANK', key, id).catch(throwExplained);
    return rank === null ? null : asNumber(rank);
  }
  const rank = lastFirst ? ['RANK', -1] : [];
  const [index, length] = await commands.pipeline([
    ['LPOS', key, id, ...rank],
    ['LLEN', key],
  ]);
  // Servers before 6.0.6 have no LPOS.
  if (index === null || index instanceof MillraceError || length instanceof MillraceError) return null;
  return lastFirst ? asNumber(length) - 1 - asNumber(index) : asNumber(index);
}

function goneFrom({ id, key }: JobPlace): MillraceError {
  return new MillraceError(
    'not-found',
    `The job ${id} is no longer near its place in ${key}: it was taken, moved or removed, or many came before it.`,
  );
}
