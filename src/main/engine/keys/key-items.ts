import type { ItemPage, ItemRange, ItemType, KeyItem } from '#shared/contract/keys.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import type { Commands } from '../connections/commands.ts';
import { Denials } from '../connections/denials.ts';
import type { Argument, Reply } from '../connections/redis-client.ts';
import { asArray, asBuffer, asNumber, asText } from '../connections/replies.ts';
import { RowFields } from '../decode/field-values.ts';
import { throwExplained } from './key-errors.ts';
import { lengthCommands } from './key-types.ts';
import { FIRST_STEP, inSteps, PAGE_BYTES, stepFor } from './page-steps.ts';

/** What a row shows of a value, and the longest name that can be acted on from a row. */
const VALUE_BYTES = 256;
const NAME_BYTES = 4_096;
/** Hashes and sets up to this are read whole, and sorted. */
const MOST_SORTED = 2_000;
/** Looked at in one step of a search, and steps of one page, which has less where little matches. */
const SEARCH_STEP = 1_000;
const MOST_STEPS = 50;

type ScanRange = Extract<ItemRange, { by: 'scan' }>;
type IndexRange = Extract<ItemRange, { by: 'index' }>;

/** An item as Redis gave it. */
interface Raw {
  name: Buffer | null;
  value: Buffer | null;
  index?: number;
  score?: string;
}

/**
 * One page of what is in a key.
 *
 * @throws {MillraceError} `conflict` when it is of another type; `bad-input` for a type that is not read in this way
 */
export async function readItems(
  commands: Commands,
  key: Uint8Array,
  type: ItemType,
  range: ItemRange,
): Promise<ItemPage> {
  if (range.by === 'index') {
    if (type === 'list') return readElements(commands, key, range);
    if (type === 'zset') return readRanks(commands, key, range);
  } else {
    if (type === 'hash' || type === 'set') return readScanned(commands, key, type, range);
    if (type === 'TSDB-TYPE') return readSamples(commands, key, range);
  }
  throw new MillraceError('bad-input', `A ${type} is not read by ${range.by}.`);
}

async function readElements(commands: Commands, key: Uint8Array, range: IndexRange): Promise<ItemPage> {
  const total = asNumber(await commands.call('LLEN', key).catch(throwExplained));
  const count = Math.max(0, Math.min(range.count, total - range.from));
  const raws = await inSteps(count, sizeOf, async (done, step) => {
    const from = range.from + done;
    // From the end, in the order of the list: turned around below.
    const [first, last] = range.reverse ? [-from - step, -from - 1] : [from, from + step - 1];
    const values = asArray(await commands.call('LRANGE', key, first, last).catch(throwExplained)).map(
      asBuffer,
    );
    return (range.reverse ? values.reverse() : values).map((value, index): Raw => ({
      name: null,
      value,
      index: range.reverse ? total - 1 - from - index : from + index,
    }));
  });
  return pageOf(raws, total);
}

/** By rank, also where scores are asked for: members of a range of scores stand side by side. */
async function readRanks(commands: Commands, key: Uint8Array, range: IndexRange): Promise<ItemPage> {
  const { min, max, reverse } = range;
  const below = asNumber(await commands.call('ZCOUNT', key, '-inf', outsideOf(min)).catch(throwExplained));
  const total = asNumber(await commands.call('ZCOUNT', key, min, max).catch(throwExplained));
  const count = Math.max(0, Math.min(range.count, total - range.from));
  const raws = await inSteps(count, sizeOf, async (done, step) => {
    const place = range.from + done;
    const first = reverse ? below + total - place - step : below + place;
    const flat = asArray(
      await commands.call('ZRANGE', key, first, first + step - 1, 'WITHSCORES').catch(throwExplained),
    );
    const found: Raw[] = [];
    for (let at = 0; at + 1 < flat.length; at += 2)
      found.push({
        name: asBuffer(flat[at]),
        value: null,
        score: asText(flat[at + 1]),
        index: first + at / 2,
      });
    return reverse ? found.reverse() : found;
  });
  return pageOf(raws, total);
}

const sizeOf = ({ name, value }: Raw) => (name?.length ?? 0) + (value?.length ?? 0);

/** The end of the range of scores that lies before this bound. */
function outsideOf(min: string): string {
  return min.startsWith('(') ? min.slice(1) : `(${min}`;
}

async function readScanned(
  commands: Commands,
  key: Uint8Array,
  type: 'hash' | 'set',
  { cursor, match, count }: ScanRange,
): Promise<ItemPage> {
  const length = asNumber(await commands.call(lengthCommands[type]!, key).catch(throwExplained));
  const options: Argument[] = match.length === 0 ? [] : ['MATCH', match];
  const isWhole = cursor === null && length <= MOST_SORTED;
  const wanted = isWhole ? Infinity : count;
  // Fields may come twice in a scan: within a page they are told apart.
  const found = new Map<string, Raw>();
  let at = cursor ?? '0';
  let bytes = 0;
  const most = match.length === 0 ? count : SEARCH_STEP;
  let step = Math.min(FIRST_STEP, most);
  let steps = 0;
  do {
    const reply = asArray(
      await commands
        .call(type === 'hash' ? 'HSCAN' : 'SSCAN', key, at, ...options, 'COUNT', step)
        .catch(throwExplained),
    );
    steps++;
    at = asText(reply[0]);
    for (const raw of rawsOf(type, asArray(reply[1]))) {
      found.set(raw.name!.toString('latin1'), raw);
      bytes += raw.name!.length + (raw.value?.length ?? 0);
    }
    step = Math.min(most, stepFor(found.size, bytes));
  } while (at !== '0' && bytes < PAGE_BYTES && found.size < wanted && steps < MOST_STEPS);
  const raws = [...found.values()];
  const isSorted = isWhole && at === '0';
  if (isSorted) raws.sort(byName);
  const denials = new Denials();
  const ttls = type === 'hash' ? await readFieldTtls(commands, key, raws, denials) : [];
  return {
    ...pageOf(raws, match.length === 0 ? length : isSorted ? raws.length : null, ttls),
    next: at === '0' ? null : at,
    isSorted,
    missing: denials.commands,
  };
}

function rawsOf(type: 'hash' | 'set', flat: readonly Reply[]): Raw[] {
  if (type === 'set') return flat.map(member => ({ name: asBuffer(member), value: null }));
  const raws: Raw[] = [];
  for (let at = 0; at + 1 < flat.length; at += 2)
    raws.push({ name: asBuffer(flat[at]), value: asBuffer(flat[at + 1]) });
  return raws;
}

/** Servers that do not know the lifetime of fields, which came with Redis 7.4, are not asked again. */
const withoutFieldTtl = new WeakSet<Commands>();

/** @see https://redis.io/docs/latest/commands/hpttl/ */
async function readFieldTtls(
  commands: Commands,
  key: Uint8Array,
  raws: readonly Raw[],
  denials: Denials,
): Promise<(number | null)[]> {
  if (raws.length === 0 || withoutFieldTtl.has(commands)) return [];
  try {
    const reply = await denials.optional(
      commands.send(['HPTTL', key, 'FIELDS', raws.length, ...raws.map(({ name }) => name!)]),
    );
    if (reply === null) return [];
    return asArray(reply).map(ttl => (asNumber(ttl) < 0 ? null : asNumber(ttl)));
  } catch (error) {
    if (!(error instanceof MillraceError) || error.code !== 'redis') throw error;
    if (/unknown command/i.test(String(error.detail?.reply))) withoutFieldTtl.add(commands);
    return [];
  }
}

/** Samples of a time series; a cursor is the time to go on from. @see https://redis.io/docs/latest/commands/ts.range/ */
async function readSamples(
  commands: Commands,
  key: Uint8Array,
  { cursor, count }: ScanRange,
): Promise<ItemPage> {
  const reply = asArray(
    await commands.call('TS.RANGE', key, cursor ?? '-', '+', 'COUNT', count).catch(throwExplained),
  );
  const raws = reply.map((sample): Raw => {
    const [time, value] = asArray(sample);
    return { name: Buffer.from(asText(time)), value: Buffer.from(asText(value)) };
  });
  const last = raws.at(-1)?.name?.toString();
  const isEnd = raws.length < count || last === undefined;
  return { ...pageOf(raws, null), next: isEnd ? null : String(BigInt(last) + 1n) };
}

function pageOf(raws: readonly Raw[], total: number | null, ttls: readonly (number | null)[] = []): ItemPage {
  const rows = new RowFields();
  const items = raws.map(({ name, value, index, score }, place): KeyItem => {
    const [, shown] = value === null ? [] : rows.of([name ?? Buffer.alloc(0), value]);
    return {
      name: name?.subarray(0, NAME_BYTES) ?? new Uint8Array(0),
      nameSize: name?.length ?? 0,
      value: shown?.subarray(0, VALUE_BYTES) ?? null,
      size: value?.length ?? name?.length ?? 0,
      index: index ?? null,
      score: score ?? null,
      ttlMs: ttls[place] ?? null,
    };
  });
  return { items, next: null, total, isSorted: false, missing: [] };
}

/** Whole numbers by their value, before all others by their bytes. */
function byName(a: Raw, b: Raw): number {
  const [x, y] = [numberOf(a), numberOf(b)];
  if (x !== null && y !== null) return x - y;
  if (x === null && y === null) return Buffer.compare(a.name!, b.name!);
  return x === null ? 1 : -1;
}

function numberOf({ name }: Raw): number | null {
  const text = name!.toString('latin1');
  return /^-?\d{1,15}$/.test(text) ? Number(text) : null;
}
