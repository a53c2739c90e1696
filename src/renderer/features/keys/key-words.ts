import type { KeyFigures, PrefixSummary } from '#shared/contract/keys.ts';
import { formatBytes } from '../../lib/format/byte-sizes.ts';
import { countOf, formatCount, UNKNOWN } from '../../lib/format/numbers.ts';

/** Redis's own types, and what their parts are called. */
const parts: Readonly<Record<string, readonly [one: string, many: string]>> = {
  hash: ['field', 'fields'],
  list: ['element', 'elements'],
  set: ['member', 'members'],
  zset: ['member', 'members'],
  stream: ['entry', 'entries'],
};

/** What types are called, where TYPE has another word for it. */
const names: Readonly<Record<string, string>> = {
  zset: 'sorted set',
  'ReJSON-RL': 'JSON',
  'TSDB-TYPE': 'time series',
};

export function typeName(type: string): string {
  return names[type] ?? type;
}

/** "180 fields", "31 kB"; null where the length of such a key is not known. */
export function sizeText(type: string | null, size: number | null): string | null {
  if (type === null || size === null) return null;
  const [one, many] = parts[type] ?? [];
  return one === undefined ? formatBytes(size) : countOf(size, one, many);
}

/** "hash · 180", "string · 8 B": what it is in a row. */
export function figuresText({ type, size }: KeyFigures): string {
  if (type === 'none') return 'gone';
  if (type === null) return 'unknown type';
  if (size === null) return typeName(type);
  return `${typeName(type)} · ${type === 'string' ? formatBytes(size) : formatCount(size)}`;
}

/** "62 hashes", "1,200 keys · hash", "3 keys · mostly hash": what the keys of a prefix are, as far as was looked. */
export function summaryText(keys: number, summary: PrefixSummary | undefined): string {
  const [most] = summary?.types ?? [];
  if (!summary || !most || most.count < summary.sampled / 2) return countOf(keys, 'key');
  const isSure = most.count === summary.sampled && summary.sampled === keys;
  if (isSure) return countOf(keys, typeName(most.type), pluralOf(typeName(most.type)));
  return `${countOf(keys, 'key')} · ${most.count === summary.sampled ? '' : 'mostly '}${typeName(most.type)}`;
}

function pluralOf(name: string): string {
  if (name === 'JSON' || name === 'time series') return name;
  return name === 'hash' ? 'hashes' : `${name}s`;
}

/** Memory of all keys of a prefix, going by the sampled ones. */
export function summaryMemory(keys: number, { memoryBytes, sampled }: PrefixSummary): string {
  if (memoryBytes === null || sampled === 0) return UNKNOWN;
  const all = formatBytes((memoryBytes / sampled) * keys);
  return sampled === keys ? all : `≈ ${all}`;
}
