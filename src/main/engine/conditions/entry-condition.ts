import type { Condition } from '#shared/contract/condition.ts';
import { matchesAll } from '#shared/contract/every-condition.ts';
import type { FieldDecoding } from '#shared/contract/decoding.ts';
import { encodeEntry, packEntries } from '#shared/redis/entry-bytes.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import { TaskThreads, type ThreadTask } from '../threads/task-threads.ts';
import type { ConditionMeta } from './condition.ts';
import type { ConditionStart, EntriesAnswer, EntriesRequest } from './condition-messages.ts';

/** One entry that takes longer than this ends the work. */
const ENTRY_LIMIT_MS = 1_000;

const threads = new TaskThreads<ConditionStart, EntriesRequest, EntriesAnswer>({
  worker: './conditions/condition-worker.ts',
  name: 'condition',
  memoryLimitMb: 1_024,
  itemLimitMs: ENTRY_LIMIT_MS,
  words: {
    outOfMemory: limit =>
      `The search was stopped: the condition needed more than ${limit}. Look for an expression that builds large values.`,
    tooSlow: limit =>
      `The search was stopped: the condition took over ${limit} for one entry. Look for an expression that loops over large lists, or a very large entry.`,
    crashed: reason => `The condition ended unexpectedly: ${reason}`,
  },
});

/** What a condition is asked of. */
export interface EntryToJudge {
  readonly id: string;
  readonly fields: readonly Uint8Array[];
}

/**
 * A condition on the entries of a stream, at work in a thread: nothing that it asks for can hold up the engine. Without a condition there
 * is no thread. Whoever opens one closes it.
 */
export class EntryCondition {
  readonly matchesAll: boolean;
  readonly #task: ThreadTask<EntriesRequest, EntriesAnswer> | undefined;
  readonly #decode: readonly FieldDecoding[];
  /** Entries that it could not be evaluated for; they do not match. */
  failed = 0;
  /** What it said of the first of them. */
  failure: string | null = null;

  private constructor(
    task: ThreadTask<EntriesRequest, EntriesAnswer> | undefined,
    decode: readonly FieldDecoding[],
  ) {
    this.matchesAll = task === undefined;
    this.#task = task;
    this.#decode = decode;
  }

  /**
   * @param decode what fields are read as, where that was chosen
   * @param of `jobs`: each entry is one field, the name of a job and its payload
   * @throws {MillraceError} `bad-input` for a condition that cannot be read, with the offset in `detail.at`
   */
  static async open(
    condition: Condition,
    decode: readonly FieldDecoding[] = [],
    of: ConditionStart['of'] = 'entries',
  ): Promise<EntryCondition> {
    if (matchesAll(condition)) return new EntryCondition(undefined, decode);
    const task = threads.begin({ condition, of });
    try {
      await task.begun;
    } catch (error) {
      void task.close();
      throw error;
    }
    return new EntryCondition(task, decode);
  }

  /**
   * Which of some entries of a stream match, in their order.
   *
   * @param metas what else is known of each of them
   * @param decode what their fields are read as, where that is not the same for all entries
   * @throws {MillraceError} `timeout` with the entry's id in `detail.id`, `too-large`
   */
  async matching(
    key: Uint8Array,
    entries: readonly EntryToJudge[],
    metas: readonly ConditionMeta[] | null = null,
    decode: readonly FieldDecoding[] = this.#decode,
  ): Promise<boolean[]> {
    if (!this.#task || entries.length === 0) return entries.map(() => true);
    const pack = packEntries(entries.map(({ id, fields }) => encodeEntry(id, fields)));
    const request = { key: Uint8Array.from(key), entries: pack, metas, decode };
    const answer = await this.#task
      .ask(request, [pack.data.buffer, pack.ends.buffer])
      .catch((error: unknown) => throwWithId(error, entries));
    this.failed += answer.failed;
    this.failure ??= answer.failure;
    return Array.from(answer.matches, match => match === 1);
  }

  close(): void {
    void this.#task?.close();
  }
}

/** A thread knows the number of the entry that it was at; people know it by its id. */
function throwWithId(error: unknown, entries: readonly EntryToJudge[]): never {
  if (error instanceof MillraceError && error.code === 'timeout') {
    const entry = entries[Number(error.detail?.item)];
    throw new MillraceError('timeout', error.message, { id: entry?.id ?? null });
  }
  throw error;
}

/** What is wrong with a condition, and where; null when nothing is. It is read in a thread. */
export async function conditionProblem(
  condition: Condition,
): Promise<{ message: string; at: number | null } | null> {
  try {
    (await EntryCondition.open(condition)).close();
    return null;
  } catch (error) {
    if (!(error instanceof MillraceError) || error.code === 'internal') throw error;
    return { message: error.message, at: (error.detail?.at as number | null | undefined) ?? null };
  }
}
