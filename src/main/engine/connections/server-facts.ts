import type { ServerFacts } from '#shared/contract/connections.ts';
import { parseClusterNodes } from '#shared/redis/cluster-nodes.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import { Denials } from './denials.ts';
import { asMap, asText } from './replies.ts';
import type { RedisClient, Reply } from './redis-client.ts';

/** INFO of a busy server has some ten thousand bytes in a section. */
const INFO_BYTES = 2 ** 20;

/** The fields of a reply to INFO: `name:value` lines, with `# Section` lines between them. */
export function parseInfo(...replies: Reply[]): Map<string, string> {
  const text = replies.map(infoText).join('\n');
  const fields = new Map<string, string>();
  for (const line of text.split('\n')) {
    const colon = line.indexOf(':');
    if (colon > 0 && !line.startsWith('#')) fields.set(line.slice(0, colon), line.slice(colon + 1).trim());
  }
  return fields;
}

function infoText(reply: Reply): string {
  return Buffer.isBuffer(reply) ? reply.toString('utf8', 0, INFO_BYTES) : asText(reply);
}

async function readSections(client: RedisClient, ...sections: string[]): Promise<Map<string, string>> {
  // Several sections in one INFO came with 7.0; one call for each works everywhere.
  const replies = await Promise.all(sections.map(section => client.call('INFO', section)));
  return parseInfo(...replies);
}

/**
 * Reads INFO, or an empty map where the user may not.
 *
 * @throws {MillraceError} `timeout` when it is not answered: then nothing that is asked after it will be
 */
export async function readInfo(client: RedisClient, ...sections: string[]): Promise<Map<string, string>> {
  try {
    return await readSections(client, ...sections);
  } catch (error) {
    if (client.closed || (error instanceof MillraceError && error.code === 'timeout')) throw error;
    return new Map();
  }
}

/**
 * What the server says of itself: in INFO, or where that may not be asked in HELLO. What neither says stays null.
 *
 * @param before what was known until now, to tell a change
 */
export async function readServerFacts(
  client: RedisClient,
  before?: ServerFacts | null,
): Promise<ServerFacts> {
  const denials = new Denials();
  const unlessLost = (error: unknown) => {
    if (client.closed || (error instanceof MillraceError && error.code === 'timeout')) throw error;
    return null;
  };
  const sections = denials.optional(readSections(client, 'server', 'replication'));
  const info = (await sections.catch(unlessLost)) ?? new Map<string, string>();
  const hello =
    info.size > 0 ? info : readHello(await denials.optional(client.call('HELLO')).catch(unlessLost));
  const user = await client.call('ACL', 'WHOAMI').then(asText, () => null);
  const valkey = info.get('valkey_version');
  const mode = modeOf(info.get('redis_mode') ?? info.get('server_mode') ?? hello.get('mode'));
  const nodes =
    mode === 'cluster' ? await denials.optional(client.call('CLUSTER', 'NODES')).catch(unlessLost) : null;
  return {
    product: valkey === undefined && hello.get('server') !== 'valkey' ? 'Redis' : 'Valkey',
    version: valkey ?? info.get('redis_version') ?? hello.get('version') ?? null,
    mode,
    user,
    cluster: mode === 'cluster' ? clusterOf(nodes) : null,
    ...roleOf(info.size > 0 ? info : hello, before),
    missing: denials.commands,
  };
}

/** The part of the facts that changes while a server runs, by the replication section of INFO. */
export function roleOf(
  info: ReadonlyMap<string, string>,
  before: ServerFacts | null | undefined,
): Pick<ServerFacts, 'role' | 'replica'> {
  const role = info.get('role') ?? null;
  if (role !== 'slave') return { role, replica: null };
  const host = info.get('master_host');
  const readOnly = info.get('slave_read_only');
  const since = before?.role === 'master' ? Date.now() : (before?.replica?.since ?? null);
  return {
    role,
    replica: {
      of: host === undefined ? null : `${host}:${info.get('master_port')}`,
      readOnly: readOnly === undefined ? null : readOnly === '1',
      since,
    },
  };
}

function clusterOf(nodes: Reply): ServerFacts['cluster'] {
  if (nodes === null) return { slots: null, others: [] };
  const { slots, others } = parseClusterNodes(asText(nodes));
  return { slots, others };
}

/** The same facts from before the commands: https://redis.io/docs/latest/commands/hello/ */
function readHello(reply: Reply): Map<string, string> {
  if (!Array.isArray(reply)) return new Map();
  const texts = [...asMap(reply)].filter(([, value]) => value !== null && !Array.isArray(value));
  // "replica" here is the "slave" of INFO.
  return new Map(texts.map(([name, value]) => [name, asText(value) === 'replica' ? 'slave' : asText(value)]));
}

function modeOf(mode: string | undefined): ServerFacts['mode'] {
  if (mode === undefined) return null;
  return mode === 'cluster' || mode === 'sentinel' ? mode : 'standalone';
}
