import { MillraceError } from '#shared/rpc/errors.ts';
import { compareStreamIds, parseStreamId } from '#shared/redis/stream-id.ts';
import type { Trimming } from '#shared/contract/stream-actions.ts';
import { asNumber } from '../../connections/replies.ts';
import type { Commands } from '../../connections/commands.ts';
import { Denials } from '../../connections/denials.ts';
import { readEntries } from '../entries.ts';
import { readStream, throwExplained } from '../stream-info.ts';
import { previewOf } from '../../actions/preview.ts';
import { entriesText, nameText, type ActionSteps } from './action.ts';
import { countEntries, ghostsBelow, howMany, type Counted } from './counts.ts';
import { trimArguments } from './entry-actions.ts';
import { optionRefusal } from '../../actions/refusals.ts';

/** How far a preview walks to find the entry that a MAXLEN cuts at. */
const WALK_BOUND = 20_000;

/** XTRIM. */
export const trim: ActionSteps<'trim'> = {
  async preview(commands, { key, trim }) {
    checkThreshold(trim);
    const { summary } = await readStream(commands, key);
    const going = await howManyGo(commands, key, trim, summary.length, summary.lastId);
    const denials = new Denials();
    const cutOff = await denials.optional(cutOffOf(commands, key, trim, summary.length));
    const ghosts =
      cutOff === null || trim.references === 'DELREF' ? [] : await ghostsBelow(commands, key, cutOff);
    const pending = summary.groups?.some(group => group.pending > 0) ?? true;
    return previewOf({
      act: `Trim ${nameText(key)}`,
      sentence:
        `Removes ${trim.exact ? '' : 'up to '}${howMany(going)} of ${entriesText(summary.length)}${cutOff === null ? '' : `, those before ${cutOff}`}. ${trim.exact ? '' : 'With ~ whole nodes only: it may keep some more.'}`.trim(),
      commands: [['XTRIM', key, ...trimArguments(trim)]],
      warnings: [
        ...ghosts,
        cutOff === null &&
          pending &&
          going.count > 0 &&
          (denials.sentence('the entry it cuts at is not known. Pending entries before it become ghosts.') ??
            'The entry it cuts at is too deep in the stream to be looked up: pending entries before it become ghosts.'),
        trim.references === 'ACKED' &&
          'Only entries that every group has been given and acknowledged are removed.',
      ],
      destructive: true,
      refused: trim.references === null ? null : await optionRefusal(commands, 'XTRIM', trim.references),
    });
  },
  async apply(commands, { key, trim }, job) {
    checkThreshold(trim);
    const removed = asNumber(await commands.call('XTRIM', key, ...trimArguments(trim)).catch(throwExplained));
    job.add('removed', [], removed);
    const left = asNumber(await commands.call('XLEN', key));
    return `Removed ${entriesText(removed)}; ${entriesText(left)} left.`;
  },
};

function checkThreshold({ strategy, threshold, exact, limit }: Trimming): void {
  if (strategy === 'MINID') parseStreamId(threshold);
  else if (!/^\d{1,18}$/.test(threshold))
    throw new MillraceError('bad-input', `MAXLEN is a number of entries to keep, not "${threshold}".`);
  if (exact && limit !== null)
    throw new MillraceError('bad-input', 'LIMIT only goes with ~: an exact trim removes all that is to go.');
}

async function howManyGo(
  commands: Commands,
  key: Uint8Array,
  { strategy, threshold }: Trimming,
  length: number,
  lastId: string | null,
): Promise<Counted> {
  if (strategy === 'MAXLEN') return { count: Math.max(0, length - Number(threshold)), exact: true };
  const cutOff = parseStreamId(threshold);
  if (lastId !== null && compareStreamIds(parseStreamId(lastId), cutOff) < 0)
    return { count: length, exact: true };
  return countEntries(commands, key, '-', `(${threshold}`);
}

/** The first id that stays; null when it is not known. */
async function cutOffOf(
  commands: Commands,
  key: Uint8Array,
  { strategy, threshold }: Trimming,
  length: number,
): Promise<string | null> {
  if (strategy === 'MINID') return threshold;
  const keep = Number(threshold);
  const going = length - keep;
  if (going <= 0) return '0-0';
  if (keep === 0) return '18446744073709551615-18446744073709551615';
  // Counted from the nearer end.
  const reverse = keep <= going;
  let left = reverse ? keep : going + 1;
  if (left > WALK_BOUND) return null;
  for (let start = '-', end = '+'; ;) {
    const { entries } = await readEntries(commands, key, { start, end, reverse }, Math.min(left, 1_000));
    const last = entries.at(-1);
    if (!last) return null;
    left -= entries.length;
    if (left === 0) return last.id;
    if (reverse) end = `(${last.id}`;
    else start = `(${last.id}`;
  }
}
