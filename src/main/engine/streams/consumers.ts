import type { ConsumerList, StreamConsumer } from '#shared/contract/streams.ts';
import { Denials } from '../connections/denials.ts';
import { asArray, asBuffer, asMap, asNumber } from '../connections/replies.ts';
import type { Reply } from '../connections/redis-client.ts';
import type { Commands } from '../connections/commands.ts';
import { readPendingTotals } from './pending-list.ts';
import { throwExplained } from './stream-info.ts';

/** The consumers of a group; without XINFO CONSUMERS, those that have something pending. */
export async function readConsumers(
  commands: Commands,
  key: Uint8Array,
  group: Uint8Array,
): Promise<ConsumerList> {
  const denials = new Denials();
  const reply = await denials.optional(commands.call('XINFO', 'CONSUMERS', key, group).catch(throwExplained));
  const consumers =
    reply === null
      ? (await readPendingTotals(commands, key, group)).consumers.map(({ name, pending }) => ({
          name,
          pending,
          idleMs: null,
          inactiveMs: null,
        }))
      : readConsumersInfo(reply);
  return { consumers, missing: denials.commands };
}

/** Reads the reply of XINFO CONSUMERS. */
function readConsumersInfo(reply: Reply): StreamConsumer[] {
  return asArray(reply).map(item => {
    const info = asMap(item);
    return {
      name: asBuffer(info.get('name')),
      pending: asNumber(info.get('pending')),
      idleMs: asNumber(info.get('idle')),
      inactiveMs: info.has('inactive') ? asNumber(info.get('inactive')) : null,
    };
  });
}
