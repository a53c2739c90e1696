import type { Plan } from '#shared/pipeline/plan.ts';
import type { SampledEvent } from '#shared/contract/compose.ts';
import type { LookedUp, Wanted } from '../events/looked-up.ts';
import { WantedKeys } from '../events/wanted-keys.ts';
import { sourceEventOf } from '../events/sampled-event.ts';

/** What was looked up for a sample: the value of a key, for the lookup of that name. */
export interface Found {
  name: string;
  key: string;
  value: unknown;
}

export function lookedUpIn(found: readonly Found[]): LookedUp {
  const values = new Map(found.map(({ name, key, value }) => [`${name} ${key}`, value]));
  return { value: ({ name }, key) => values.get(`${name} ${key}`) ?? null };
}

/** What the events of a sample ask Redis for, each once. */
export function wantedBy(plan: Plan | null, sample: readonly SampledEvent[], before: () => void): Wanted[] {
  if (!plan || plan.lookups.length === 0) return [];
  const keys = new WantedKeys(plan);
  const wanted = new Map<string, Wanted>();
  for (const sampled of sample) {
    before();
    for (const { lookup, key } of keys.of(sourceEventOf(sampled, plan.file.source))) {
      const { name, type, fields } = lookup;
      wanted.set(`${name} ${key}`, { lookup: { name, type, fields }, key });
    }
  }
  return [...wanted.values()];
}
