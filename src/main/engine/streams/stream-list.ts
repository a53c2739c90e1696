import { holderOf } from '#shared/redis/reply-errors.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import type { StreamListing } from '#shared/contract/streams.ts';
import { globMatches } from '#shared/redis/glob.ts';
import { asArray, asBuffer, asNumber, asText } from '../connections/replies.ts';
import type { Commands } from '../connections/commands.ts';

/** Keys looked at per step of SCAN: about a millisecond of the server. */
const STEP = 1_000;
const REPORT_EVERY_MS = 100;
/** A list of more is no list any more; a narrower pattern finds the rest. */
const MOST = 50_000;

/**
 * Finds the streams of the database with SCAN, whatever its size, until the reader leaves
 * (https://redis.io/docs/latest/commands/scan/: a key that is there all the time is found; it may be returned twice, and is listed once).
 */
export async function* listStreams(
  commands: Commands,
  { pattern, except = [] }: { pattern: string; except?: readonly Uint8Array[] },
  signal: AbortSignal,
): AsyncGenerator<StreamListing> {
  const keyspace = await commands.call('DBSIZE').then(asNumber, () => null);
  const seen = new Set<string>();
  const left = new Set<string>();
  let fresh: Uint8Array[] = [];
  let steps = 0;
  let truncated = false;
  const report = (finished: boolean): StreamListing => {
    const frame = {
      keys: fresh,
      found: seen.size,
      excluded: left.size,
      looked:
        finished && !truncated ? (keyspace ?? steps * STEP) : Math.min(steps * STEP, keyspace ?? Infinity),
      keyspace,
      finished,
      truncated,
      elsewhere: null,
    };
    fresh = [];
    return frame;
  };

  let reportedAt = performance.now();
  for (let cursor = '0'; ;) {
    signal.throwIfAborted();
    const match = pattern === '' ? [] : ['MATCH', pattern];
    const [next, keys] = asArray(
      await commands.call('SCAN', cursor, ...match, 'COUNT', STEP, 'TYPE', 'stream'),
    );
    steps++;
    for (const key of asArray(keys).map(asBuffer)) {
      const name = key.toString('latin1');
      if (seen.has(name)) continue;
      if (except.some(glob => globMatches(glob, key))) {
        left.add(name);
        continue;
      }
      if (seen.size === MOST) {
        truncated = true;
        break;
      }
      seen.add(name);
      fresh.push(key);
    }
    cursor = asText(next);
    if (cursor === '0' || truncated) break;
    if (performance.now() - reportedAt < REPORT_EVERY_MS) continue;
    yield report(false);
    reportedAt = performance.now();
  }
  const last = report(true);
  yield seen.size === 0 ? { ...last, elsewhere: await holderOfName(commands, pattern) } : last;
}

/** The other node of a cluster that would have the key that a pattern is for, where it is for one: `orders` or `*orders*`. */
async function holderOfName(commands: Commands, pattern: string): Promise<string | null> {
  const name = /^\*(.+)\*$/.exec(pattern)?.[1] ?? pattern;
  if (name === '' || /[*?[\]\\]/.test(name)) return null;
  return commands.call('EXISTS', name).then(
    () => null,
    (error: unknown) => (error instanceof MillraceError ? holderOf(String(error.detail?.reply)) : null),
  );
}
