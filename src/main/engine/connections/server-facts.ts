import type { ServerFacts } from '#shared/contract/connections.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import { asText } from './replies.ts';
import type { RedisClient, Reply } from './redis-client.ts';

/** INFO of a busy server has some ten thousand bytes in a section. */
const INFO_BYTES = 2 ** 20;

/** The fields of an INFO reply: `name:value` lines, with `# Section` lines between them. */
function parseInfo(text: string): Map<string, string> {
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

/**
 * Reads INFO, or an empty map where the user may not.
 *
 * @throws {MillraceError} `timeout` when it is not answered: then nothing that is asked after it will be
 */
export async function readInfo(client: RedisClient, ...sections: string[]): Promise<Map<string, string>> {
  try {
    // Several sections in one INFO came with 7.0; one call for each works everywhere.
    const replies = await Promise.all(sections.map(section => client.call('INFO', section)));
    return parseInfo(replies.map(infoText).join('\n'));
  } catch (error) {
    if (client.closed || (error instanceof MillraceError && error.code === 'timeout')) throw error;
    return new Map();
  }
}

/** What the server says of itself. What the user may not ask stays unknown ("?" or null). */
export async function readServerFacts(client: RedisClient): Promise<ServerFacts> {
  const info = await readInfo(client, 'server', 'replication');
  const user = await client.call('ACL', 'WHOAMI').then(asText, () => null);
  const valkey = info.get('valkey_version');
  const mode = info.get('redis_mode') ?? info.get('server_mode');
  return {
    product: valkey === undefined ? 'Redis' : 'Valkey',
    version: valkey ?? info.get('redis_version') ?? '?',
    mode: mode === 'cluster' || mode === 'sentinel' ? mode : 'standalone',
    role: info.get('role') ?? null,
    user,
  };
}
