import type { Scope } from '#shared/pipeline/expression.ts';
import type { Lookup } from '#shared/pipeline/lookup.ts';
import type { Plan } from '#shared/pipeline/plan.ts';
import { textOf } from '#shared/pipeline/template.ts';
import { decodeEvent } from './decode.ts';
import type { SourceEvent } from './event.ts';
import type { Wanted } from './looked-up.ts';
import { metaOf, valueIn } from './scope.ts';

/** Which keys events ask for, known before they are processed: also those of events that will not come so far. */
export class WantedKeys {
  readonly #plan: Plan;

  constructor(plan: Plan) {
    this.#plan = plan;
  }

  of(event: SourceEvent): Wanted<Lookup>[] {
    if (event.idle || event.gone) return [];
    let value: unknown;
    try {
      value = decodeEvent(event, this.#plan.file);
    } catch {
      return [];
    }
    const scope: Scope = { event: value, meta: metaOf(event) };
    return this.#plan.lookups.flatMap(lookup => {
      const key = keyOf(lookup, scope);
      return key === null ? [] : [{ lookup, key }];
    });
  }
}

/** The key that an event names; null where it names none. */
export function keyOf({ key }: Lookup, scope: Scope): string | null {
  const value = valueIn(key, scope);
  return value === null || typeof value === 'object' ? null : textOf(value);
}
