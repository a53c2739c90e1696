import { timeOfStreamId } from '#shared/redis/stream-id.ts';
import type { EntryFilter } from '#shared/contract/stream-values.ts';
import { compileCondition, type Condition } from './cel-condition.ts';
import type { Entry } from './entries.ts';

/** What a condition can ask beside the fields: integers as bigints, as CEL has them. */
export type Meta = Record<string, string | bigint | null>;

/** A compiled filter with its counts. An entry that its condition fails on does not match, and is counted. */
export class EntryMatcher {
  readonly #text: string;
  readonly #condition: Condition | undefined;
  failed = 0;
  /** What the condition said of the first entry it failed on. */
  failure: string | null = null;

  /** @throws {MillraceError} `bad-input` for a condition that is no CEL */
  constructor(filter: EntryFilter) {
    this.#text = filter.text.toLowerCase();
    this.#condition = filter.cel.trim() === '' ? undefined : compileCondition(filter.cel);
  }

  get matchesAll(): boolean {
    return this.#text === '' && !this.#condition;
  }

  matches(entry: Entry, meta: Meta = {}): boolean {
    if (this.#text !== '' && !entry.fields.some(part => part.toString().toLowerCase().includes(this.#text)))
      return false;
    if (!this.#condition) return true;
    try {
      return this.#condition({
        event: eventOf(entry),
        meta: { id: entry.id, time: BigInt(timeOfStreamId(entry.id) ?? 0), ...meta },
      });
    } catch (error) {
      this.failed++;
      this.failure ??= (error instanceof Error ? error.message : String(error)).split('\n')[0]!;
      return false;
    }
  }
}

/** The fields by name, as text; of a repeated name the last. Without a prototype: a field may be called `__proto__`. */
function eventOf({ fields }: Entry): Record<string, string> {
  const event = Object.create(null) as Record<string, string>;
  for (let index = 0; index + 1 < fields.length; index += 2) {
    event[fields[index]!.toString()] = fields[index + 1]!.toString();
  }
  return event;
}
