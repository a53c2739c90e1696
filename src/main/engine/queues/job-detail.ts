import type { JobDetail, JobPlace, QueueId } from '#shared/contract/queues.ts';
import type { Commands } from '../connections/commands.ts';
import type { Command } from '../connections/redis-client.ts';
import { asArray, asBuffer } from '../connections/replies.ts';
import type { DecodeThread } from '../decode/decode-thread.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import { layouts } from './layouts.ts';
import { findElement, jobOf, knownReply, pairsOf, rowOf, type Job } from './read-jobs.ts';

/** A field that is longer is left out: its key shows it. */
const MOST_FIELD_BYTES = 8 * 2 ** 20;
/** A hash of a job has a few dozen. */
const MOST_FIELDS = 1_000;
/** What is shown of a field. */
const SHOWN_CHARACTERS = 2_000;
const ACTS = ['retry', 'run', 'discard'] as const;

/** One job whole. @throws {MillraceError} `not-found` when it has left its place */
export async function readJobDetail(
  commands: Commands,
  decoding: DecodeThread,
  id: QueueId,
  place: JobPlace,
): Promise<JobDetail> {
  const job = await readWholeJob(commands, id, place);
  const { payload, fields, history, trace, keys } = job.facts;
  const { changes } = layouts[id.framework];
  return {
    ...rowOf(place.state, job),
    payload:
      payload === null
        ? null
        : { ...(await decoding.decode(payload, null)), original: new Uint8Array(payload) },
    fields: fields.map(([name, value]) => {
      const text = value.toString();
      return { name, value: text.slice(0, SHOWN_CHARACTERS), isCut: text.length > SHOWN_CHARACTERS };
    }),
    history: [...history],
    trace,
    keys: [
      ...new Map(
        [{ key: place.key, what: `among those ${place.state}` }, ...keys].map(one => [one.key, one]),
      ).values(),
    ],
    acts: ACTS.map(act => ({
      act,
      refused: job.isGone && act !== 'discard' ? GONE : changes[act].refused(place.state, id.queue),
    })),
  };
}

const GONE = 'Only its id is left: the job itself no longer exists.';

/** @throws {MillraceError} `not-found` */
export async function readWholeJob(commands: Commands, id: QueueId, place: JobPlace): Promise<Job> {
  const element = await findElement(commands, id, place);
  if (element.place.holds === 'jobs') return jobOf(id, place.state, element, new Map());
  const { hash, idOf = asText } = layouts[id.framework];
  const job = idOf(element.member);
  const key = hash!.key(id.queue, job);
  const names = hash!.whole?.(job) ?? (await namesIn(commands, key));
  const lengths = await commands.pipeline(names.map((name): Command => ['HSTRLEN', key, name]));
  const read = names.filter((_, index) => Number(lengths[index] ?? 0) <= MOST_FIELD_BYTES);
  const [values, ...beside] = await commands.pipeline([
    ['HMGET', key, ...(read.length === 0 ? [''] : read)],
    ...(hash!.beside?.(id.queue, job) ?? []),
  ]);
  return jobOf(id, place.state, element, pairsOf(read, values), beside.map(knownReply));
}

const asText = (member: Buffer) => member.toString();

/** The names of the fields; none of a key that is gone, or not a hash. */
async function namesIn(commands: Commands, key: string): Promise<string[]> {
  try {
    const names: string[] = [];
    let cursor = '0';
    do {
      const [next, flat] = asArray(await commands.call('HSCAN', key, cursor, 'COUNT', MOST_FIELDS));
      names.push(
        ...asArray(flat)
          .filter((_, index) => index % 2 === 0)
          .map(name => asBuffer(name).toString()),
      );
      cursor = String(next);
    } while (cursor !== '0' && names.length < MOST_FIELDS);
    return names;
  } catch (error) {
    if (error instanceof MillraceError && error.code === 'redis') return [];
    throw error;
  }
}
