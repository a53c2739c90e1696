import type { LagCount } from '#shared/contract/streams.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import { pageStartAfter } from '#shared/redis/stream-id.ts';
import type { Commands } from '../connections/commands.ts';
import { walkEntries } from './entry-scan.ts';
import { readGroupsInfo, throwExplained } from './stream-info.ts';

const REPORT_EVERY_MS = 100;

/** Counts what a group has still to be given by reading it, up to `bound`: for a group whose lag the server does not know. */
export async function* countLag(
  commands: Commands,
  key: Uint8Array,
  group: Uint8Array,
  bound: number,
  signal: AbortSignal,
): AsyncGenerator<LagCount> {
  const groups = readGroupsInfo(await commands.call('XINFO', 'GROUPS', key).catch(throwExplained));
  const found = groups.find(({ name }) => Buffer.compare(name, group) === 0);
  if (!found) throw new MillraceError('not-found', 'The stream has no group of that name.');
  const start = pageStartAfter(found.lastDeliveredId);
  let counted = 0;
  let reportedAt = performance.now();
  if (start !== null) {
    for await (const entries of walkEntries(commands, key, { start, end: '+' }, signal)) {
      counted += entries.length;
      if (counted >= bound) {
        yield { counted: bound, finished: false, bound };
        return;
      }
      if (performance.now() - reportedAt < REPORT_EVERY_MS) continue;
      yield { counted, finished: false, bound };
      reportedAt = performance.now();
    }
  }
  yield { counted, finished: true, bound };
}
