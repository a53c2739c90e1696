import { MillraceError } from '#shared/rpc/errors.ts';
import type { Reply } from '../connections/redis-client.ts';
import { commandAvailability } from '../connections/capabilities.ts';
import { asText } from '../connections/replies.ts';
import { parseInfo } from '../connections/server-facts.ts';
import type { Commands } from '../connections/commands.ts';

/** Why a command cannot be used on this server, or null. */
export async function commandRefusal(commands: Commands, name: string): Promise<string | null> {
  const availability = (await commandAvailability(commands, [name]))[name]!;
  return availability.available ? null : availability.reason;
}

/**
 * Why this server would not carry out these commands, or null: it is a replica that takes no writes, or the user may not run one of them.
 *
 * @param texts as redis-cli reads them
 * @see https://redis.io/docs/latest/operate/oss_and_stack/management/replication/#read-only-replica
 */
export async function writeRefusal(commands: Commands, texts: readonly string[]): Promise<string | null> {
  const replication = await commands.call('INFO', 'replication').then(parseInfo, (error: unknown) => {
    // Where INFO may not be asked, the server itself will have to refuse.
    if (commands.closed) throw error;
    return new Map<string, string>();
  });
  if (replication.get('role') === 'slave' && replication.get('slave_read_only') === '1') {
    const primary = `${replication.get('master_host')}:${replication.get('master_port')}`;
    return `This server is a read-only replica of ${primary}. Connect to its primary to write.`;
  }
  const names = [...new Set(texts.map(nameOf))];
  const answers = await commandAvailability(commands, names);
  for (const name of names) {
    const answer = answers[name]!;
    if (!answer.available) return answer.reason;
  }
  return null;
}

/** "XGROUP|CREATE", as COMMAND INFO and ACL DRYRUN write it. */
function nameOf(text: string): string {
  const [command = '', subcommand = ''] = text.split(' ', 2);
  return command === 'XGROUP' ? `${command}|${subcommand}` : command;
}

/**
 * Why an option of a command cannot be used, or null: by COMMAND DOCS, which lists an option as a token. Where the server has no COMMAND
 * DOCS (before 7.0) it has none of the options asked for here either.
 *
 * @see https://redis.io/docs/latest/commands/command-docs/
 */
export async function optionRefusal(
  commands: Commands,
  command: string,
  token: string,
): Promise<string | null> {
  const docs = await commands.call('COMMAND', 'DOCS', command).catch((error: unknown) => {
    if (error instanceof MillraceError && error.code === 'redis') return null;
    throw error;
  });
  return mentions(docs, token.toLowerCase()) ? null : `This server's ${command} does not know ${token}.`;
}

function mentions(reply: Reply, token: string): boolean {
  if (Array.isArray(reply)) return reply.some(item => mentions(item, token));
  return reply !== null && asText(reply).toLowerCase() === token;
}
