import type { EntryJourney } from '#shared/contract/streams.ts';
import { compareStreamIds, parseStreamId } from '#shared/redis/stream-id.ts';
import type { Command } from '../connections/redis-client.ts';
import { asArray } from '../connections/replies.ts';
import { callAll, type Commands } from '../connections/commands.ts';
import { Denials } from '../connections/denials.ts';
import { pendingEntryOf } from './pending-list.ts';
import { readServerTime } from './server-time.ts';
import { readGroupsInfo, throwExplained } from './stream-info.ts';

/**
 * Where each group stands with one entry: still to be given it, has it pending, or has been given it and acknowledged it. "Done" may also
 * mean that the group was set past it without being given it: Redis keeps no record of acknowledgements.
 */
export async function readJourney(commands: Commands, key: Uint8Array, id: string): Promise<EntryJourney> {
  const serverTime = await readServerTime(commands);
  const denials = new Denials();
  const entry = await denials.optional(
    commands.call('XRANGE', key, id, id, 'COUNT', 1).catch(throwExplained),
  );
  const steps = await denials.optional(readSteps(commands, key, id));
  return {
    serverTime,
    exists: entry === null ? null : asArray(entry).length > 0,
    steps,
    missing: denials.commands,
  };
}

async function readSteps(
  commands: Commands,
  key: Uint8Array,
  id: string,
): Promise<NonNullable<EntryJourney['steps']>> {
  const groups = readGroupsInfo(await commands.call('XINFO', 'GROUPS', key).catch(throwExplained));
  const pending = await callAll(
    commands,
    groups.map((group): Command => ['XPENDING', key, group.name, id, id, 1]),
  ).catch(throwExplained);
  return groups.map((group, index) => {
    const [reply] = asArray(pending[index]);
    if (reply !== undefined) {
      const { consumer, idleMs, deliveries } = pendingEntryOf(reply);
      return { group: group.name, state: 'pending', consumer, idleMs, deliveries };
    }
    const given = compareStreamIds(parseStreamId(id), parseStreamId(group.lastDeliveredId)) <= 0;
    return {
      group: group.name,
      state: given ? 'done' : 'waiting',
      consumer: null,
      idleMs: null,
      deliveries: null,
    };
  });
}
