import type { FoundQueues, QueueFigures, QueueFramework, QueueId } from '#shared/contract/queues.ts';
import { queueFrameworks } from '#shared/queue-names.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import { pause } from '../changes.ts';
import type { Connection } from '../connections/connection.ts';
import type { Commands } from '../connections/commands.ts';
import { asArray, asNumber, asText } from '../connections/replies.ts';
import type { Recognition } from '../recognise/recognition.ts';
import { layoutOf, layouts } from './layouts.ts';
import { membersIn, readQueueFigures } from './queue-states.ts';

/** Keys looked at in one step of SCAN, and in all. */
const STEP = 1_000;
const MOST_LOOKED = 1_000_000;
const MOST_QUEUES = 500;
const MOST_MEMBERS = 1_000;
/** Between two readings of the counts once all are found. */
const AGAIN_MS = 2_000;
const REPORT_EVERY_MS = 200;

/**
 * The queues of a database: first those that sets with known names say, then those whose keys SCAN comes across, up to a bound. Each is judged as keys are, so
 * that nothing is a queue only because of its name. Once all are found, their counts are read again until the reader leaves.
 */
export async function* findQueues(
  connection: Connection,
  recognition: Recognition,
  signal: AbortSignal,
): AsyncGenerator<FoundQueues> {
  const found = new Search(connection, recognition);
  for (const framework of queueFrameworks)
    for (const key of layouts[framework].registries) await found.registry(framework, key);
  let state: FoundQueues['state'] = 'looking';
  let looked = 0;
  let reportedAt = 0;
  const keyspace = await sizeOf(connection.client);
  for (let cursor = '0'; state === 'looking' && !signal.aborted;) {
    const [next, keys] = asArray(await connection.client.call('SCAN', cursor, 'COUNT', STEP));
    const names = asArray(keys).map(asText);
    looked += names.length;
    for (const name of names) await found.see(name);
    cursor = asText(next);
    if (cursor === '0') state = 'finished';
    else if (looked >= MOST_LOOKED || found.queues.length >= MOST_QUEUES) state = 'bounded';
    if (state === 'looking' && performance.now() - reportedAt < REPORT_EVERY_MS) continue;
    const queues = await found.figures();
    reportedAt = performance.now();
    yield { queues, looked, keyspace, state };
  }
  while (!signal.aborted) {
    // A reader that comes back after a while is answered at once.
    await pause(AGAIN_MS - (performance.now() - reportedAt), signal);
    if (signal.aborted) return;
    const queues = await found.figures();
    reportedAt = performance.now();
    yield { queues, looked, keyspace, state };
  }
}

class Search {
  readonly queues: QueueId[] = [];
  readonly #seen = new Set<string>();
  readonly #connection: Connection;
  readonly #recognition: Recognition;

  constructor(connection: Connection, recognition: Recognition) {
    this.#connection = connection;
    this.#recognition = recognition;
  }

  /** What a set names. */
  async registry(framework: QueueFramework, key: string): Promise<void> {
    const layout = layouts[framework];
    const [reply] = await this.#connection.client.pipeline([['SSCAN', key, '0', 'COUNT', MOST_MEMBERS]]);
    const members = membersIn(reply);
    if (members.length === 0) return;
    for (const queue of layout.namedIn(key, members)) await this.#consider({ framework, queue }, key);
  }

  /** A key of the database. */
  async see(key: string): Promise<void> {
    for (const framework of queueFrameworks) {
      const layout = layouts[framework];
      if (layout.isRegistry(key)) await this.registry(framework, key);
      const queue = layout.toldBy(key);
      if (queue !== null) await this.#consider({ framework, queue }, key);
    }
  }

  /** By framework, then by name. */
  async figures(): Promise<QueueFigures[]> {
    const all = this.queues.map(queue => readQueueFigures(this.#connection.client, queue));
    return (await Promise.all(all)).sort(
      (a, b) => a.framework.localeCompare(b.framework) || a.queue.localeCompare(b.queue),
    );
  }

  /** Takes a queue where one of the keys that prove it is of its framework. */
  async #consider(id: QueueId, key: string): Promise<void> {
    const { framework, queue } = id;
    const known = `${framework} ${queue}`;
    if (this.#seen.has(known) || this.queues.length >= MOST_QUEUES) return;
    if (this.#seen.size > MOST_LOOKED) this.#seen.clear();
    this.#seen.add(known);
    const proof = [key, ...layouts[framework].proof(queue)].map(name => Buffer.from(name));
    const verdicts = await this.#recognition.keys(this.#connection, proof);
    if (verdicts.some(verdict => verdict?.framework === framework)) this.queues.push(id);
  }
}

/** The queues that keys are of, each once: as a person said whose they are, else as they are recognised. */
export async function queuesOf(
  connection: Connection,
  recognition: Recognition,
  keys: readonly Uint8Array[],
  framework: string | null,
): Promise<QueueId[]> {
  const verdicts = framework === null ? await recognition.keys(connection, keys) : null;
  const queues = new Map<string, QueueId>();
  for (const [index, key] of keys.entries()) {
    const layout = layoutOf(framework ?? verdicts?.[index]?.framework ?? '');
    const queue = layout?.queueOf(Buffer.from(key).toString()) ?? null;
    if (layout && queue !== null)
      queues.set(`${layout.framework} ${queue}`, { framework: layout.framework, queue });
  }
  return [...queues.values()];
}

async function sizeOf(commands: Commands): Promise<number | null> {
  const [reply] = await commands.pipeline([['DBSIZE']]);
  return reply instanceof MillraceError || reply === undefined ? null : asNumber(reply);
}
