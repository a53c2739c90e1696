import type { ChannelList } from '#shared/contract/pubsub.ts';
import { escapeGlob } from '#shared/redis/glob.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import { asArray, asBuffer, asNumber } from '../connections/replies.ts';
import type { Connection } from '../connections/connection.ts';
import { Denials } from '../connections/denials.ts';
import type { Command } from '../connections/redis-client.ts';

/** Rows that a page gets; a search narrows more than that. */
const MOST = 5_000;
/** Names in one NUMSUB. */
const AT_ONCE = 500;

const kinds = {
  channel: ['CHANNELS', 'NUMSUB'],
  shard: ['SHARDCHANNELS', 'SHARDNUMSUB'],
} as const;
type Kind = keyof typeof kinds;

/**
 * The channels that have subscribers on the asked node, by name.
 *
 * @param search a part of the name; all when empty
 * @throws {MillraceError} `denied` where PUBSUB may not be asked
 * @see https://redis.io/docs/latest/commands/pubsub-channels/
 */
export async function readChannelList(connection: Connection, search: Buffer): Promise<ChannelList> {
  const match = search.length === 0 ? Buffer.from('*') : patternOf(search);
  const denials = new Denials();
  const [channels, sharded, patterns] = await Promise.all([
    connection.call('PUBSUB', 'CHANNELS', match).then(names),
    // Sharded channels came with 7.0: a server that does not know the question has none.
    denials.optional(connection.call('PUBSUB', 'SHARDCHANNELS', match).then(names, unsupportedAsNull)),
    denials.optional(connection.call('PUBSUB', 'NUMPAT').then(asNumber)),
  ]);
  const found = [
    ...channels.map(name => ({ kind: 'channel' as const, name })),
    ...(sharded ?? []).map(name => ({ kind: 'shard' as const, name })),
  ].sort((a, b) => a.name.compare(b.name));
  const shown = found.slice(0, MOST);
  const counts = new Map<string, number>();
  for (const kind of Object.keys(kinds) as Kind[]) {
    const named = shown.filter(channel => channel.kind === kind).map(({ name }) => name);
    const counted = await denials.optional(subscribersOf(connection, kind, named));
    // The server leaves out none that it was asked for: what it did not count nobody hears by its name.
    if (counted !== null) for (const name of named) counts.set(`${kind} ${name.toString('latin1')}`, 0);
    for (const [name, count] of counted ?? []) counts.set(`${kind} ${name}`, count);
  }
  return {
    channels: shown.map(({ kind, name }) => ({
      kind,
      name: new Uint8Array(name),
      subscribers: counts.get(`${kind} ${name.toString('latin1')}`) ?? null,
    })),
    channelCount: found.length,
    patterns,
    missing: denials.commands,
  };
}

async function subscribersOf(
  connection: Connection,
  kind: Kind,
  wanted: readonly Buffer[],
): Promise<[name: string, count: number][]> {
  const commands: Command[] = [];
  for (let from = 0; from < wanted.length; from += AT_ONCE)
    commands.push(['PUBSUB', kinds[kind][1], ...wanted.slice(from, from + AT_ONCE)]);
  const counts: [string, number][] = [];
  for (const reply of await connection.pipeline(commands)) {
    if (reply instanceof MillraceError) throw reply;
    const flat = asArray(reply);
    for (let index = 0; index + 1 < flat.length; index += 2)
      counts.push([asBuffer(flat[index]).toString('latin1'), asNumber(flat[index + 1])]);
  }
  return counts;
}

function names(reply: Parameters<typeof asArray>[0]): Buffer[] {
  return asArray(reply).map(asBuffer);
}

function unsupportedAsNull(error: unknown): null {
  if (error instanceof MillraceError && (error.code === 'redis' || error.code === 'unsupported')) return null;
  throw error;
}

/** A pattern for names that contain these bytes. */
function patternOf(part: Buffer): Buffer {
  return Buffer.concat([Buffer.from('*'), escapeGlob(part), Buffer.from('*')]);
}
