import type { KeyActionOf } from '#shared/contract/key-actions.ts';
import { bytesText } from '#shared/redis/text.ts';
import { previewOf } from '../../actions/preview.ts';
import type { Commands } from '../../connections/commands.ts';
import type { Argument } from '../../connections/redis-client.ts';
import { asArray, asBuffer, asNumber, asText } from '../../connections/replies.ts';
import { keysText, type ActionSteps } from './action.ts';
import { readAfter } from './look.ts';

/** Keys looked at per step of SCAN, and deleted in one command at most. */
const STEP = 1_000;
/** A preview counts no longer than this; then it says "at least". */
const COUNTS_FOR_MS = 2_000;
const SHOWN_NAMES = 5;

/** SCAN and UNLINK, for the keys that match while it goes through the database. */
export const deleteMatching: ActionSteps<'delete-matching'> = {
  async preview(commands, action) {
    const { count, isExact, names } = await countMatching(commands, action);
    const many = `${isExact ? '' : 'at least '}${keysText(count)}`;
    const named = names.map(bytesText).join(', ');
    return previewOf({
      act: `Delete ${many}`,
      sentence: `Deletes ${many} that match ${bytesText(action.pattern)}${action.type === null ? '' : ` and are of the type ${action.type}`}${count > 0 ? `: ${named}${count > names.length ? ' …' : ''}` : ''}.`,
      commands: [
        ['SCAN', '0', ...scanOptions(action)],
        ['UNLINK', ...names],
      ],
      commandCount: null,
      warnings: ['Keys that begin to match while it runs are deleted too.'],
      destructive: true,
      refused: isExact && count === 0 ? 'No key matches.' : null,
    });
  },
  async apply(commands, action, job) {
    for await (const keys of matching(commands, action)) {
      job.checkpoint();
      if (keys.length === 0) continue;
      const gone = asNumber(await commands.send(['UNLINK', ...keys]));
      job.add('deleted', keys.map(bytesText), gone);
    }
    const deleted = `Deleted ${keysText(job.count('deleted'))}.`;
    return readAfter(async () => {
      const { count, isExact } = await countMatching(commands, action);
      const left =
        count === 0 && isExact
          ? 'None is left.'
          : `${isExact ? '' : 'At least '}${keysText(count)} match again.`;
      return `${deleted} ${left}`;
    });
  },
};

function scanOptions({ pattern, type }: KeyActionOf<'delete-matching'>): Argument[] {
  return ['MATCH', pattern, 'COUNT', STEP, ...(type === null ? [] : ['TYPE', type])];
}

async function* matching(
  commands: Commands,
  action: KeyActionOf<'delete-matching'>,
): AsyncGenerator<Buffer[]> {
  for (let cursor = '0'; ;) {
    const [next, keys] = asArray(await commands.call('SCAN', cursor, ...scanOptions(action)));
    yield asArray(keys).map(asBuffer);
    cursor = asText(next);
    if (cursor === '0') return;
  }
}

/** A key that SCAN returns twice counts twice where there are too many to be remembered. */
async function countMatching(commands: Commands, action: KeyActionOf<'delete-matching'>) {
  const until = performance.now() + COUNTS_FOR_MS;
  const names: Buffer[] = [];
  let count = 0;
  for await (const keys of matching(commands, action)) {
    count += keys.length;
    names.push(...keys.slice(0, SHOWN_NAMES - names.length));
    if (performance.now() > until) return { count, isExact: false, names };
  }
  return { count, isExact: true, names };
}
