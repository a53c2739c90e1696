import type { PrefixSummary } from '#shared/contract/keys.ts';
import { readKeyFigures } from './key-figures.ts';
import type { KeyWalk } from './key-walk.ts';
import { bytesOf } from './tree-rows.ts';

/** What the keys of a prefix are, going by some of those that the walk holds, taken from all over them. */
export async function summarizePrefix(walk: KeyWalk, prefix: string, sample: number): Promise<PrefixSummary> {
  const branch = walk.tree.find(prefix);
  const { figures, missing } = await readKeyFigures(walk.client, samplesOf(walk, prefix, sample));
  const there = figures.filter(({ type }) => type !== 'none');
  const types = Map.groupBy(there, ({ type }) => type);
  const ttls = there.flatMap(({ ttlMs }) => ttlMs ?? []);
  return {
    prefix: bytesOf(prefix),
    keys: branch?.keys ?? 0,
    sampled: there.length,
    types: types.has(null)
      ? null
      : Array.from(types, ([type, of]) => ({ type: type!, count: of.length })).sort(
          (a, b) => b.count - a.count,
        ),
    memoryBytes: missing.some(command => command.startsWith('MEMORY'))
      ? null
      : there.reduce((sum, { memoryBytes }) => sum + (memoryBytes ?? 0), 0),
    expiring: missing.includes('PTTL')
      ? null
      : {
          count: ttls.length,
          firstMs: ttls.length === 0 ? null : Math.min(...ttls),
          lastMs: ttls.length === 0 ? null : Math.max(...ttls),
        },
    missing,
  };
}

/** At equal distances in the order of names: what is alike stands together. */
function samplesOf(walk: KeyWalk, prefix: string, sample: number): Buffer[] {
  const distance = Math.max(1, (walk.tree.find(prefix)?.held ?? 0) / sample);
  const keys: Buffer[] = [];
  let place = 0;
  for (const key of walk.tree.heldFrom(0, prefix)) {
    if (keys.length === sample) break;
    if (place++ >= keys.length * distance) keys.push(bytesOf(key));
  }
  return keys;
}
