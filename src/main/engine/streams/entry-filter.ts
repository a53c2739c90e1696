import { timeOfStreamId } from '#shared/redis/stream-id.ts';
import type { EntryFilter } from '#shared/contract/stream-values.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import { compileExpression, type Expression, type Scope } from '#shared/pipeline/expression.ts';
import type { Entry } from './entries.ts';

/** What a condition can ask beside the fields: integers as bigints, as CEL has them. */
export type Meta = Record<string, string | bigint | null>;

/** A compiled filter with its counts. An entry that its condition fails on does not match, and is counted. */
export class EntryMatcher {
  readonly #text: string;
  readonly #condition: Expression | undefined;
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
      const value = this.#condition({ event: eventOf(entry), meta: metaOf(entry, meta) });
      if (typeof value === 'boolean') return value;
      throw new TypeError(`the condition is no truth value but a ${typeof value}`);
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

function metaOf(entry: Entry, meta: Meta): Scope['meta'] {
  const known = { id: entry.id, time: BigInt(timeOfStreamId(entry.id) ?? 0), ...meta };
  return known as unknown as Scope['meta'];
}

function compileCondition(cel: string): Expression {
  try {
    return compileExpression(cel);
  } catch (error) {
    throw new MillraceError(
      'bad-input',
      `The condition is not valid CEL: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
