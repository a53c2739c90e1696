/**
 * What the error replies of Redis mean and what to do about them. An error reply starts with a code in capitals
 * (https://redis.io/docs/latest/develop/reference/protocol-spec/#simple-errors); the server's own text follows it.
 */
const advice: Record<string, string> = {
  NOAUTH: 'The server wants a password. Enter it in the connection.',
  WRONGPASS: 'The user name or the password is wrong, or the user is disabled.',
  WRONGTYPE: 'The key holds another type than this command works on.',
  OOM: 'The server is at its maxmemory and refuses writes. Free memory or raise maxmemory.',
  READONLY: 'This server is a read-only replica. Connect to its primary to write.',
  MISCONF: 'The server refuses writes because its last snapshot failed. Its log says why.',
  LOADING: 'The server is still loading its data set. Try again when it has finished.',
  BUSY: 'The server is running a script that takes long. Wait, or end it with SCRIPT KILL.',
  NOGROUP: 'The stream or its consumer group does not exist.',
  BUSYGROUP: 'A consumer group of that name exists already.',
  UNBLOCKED: 'The stream was deleted, or changed its type, while a command waited for it.',
  NOSCRIPT: 'The server no longer has the script. Load it again.',
  ASK: 'The key is moving to another node of the cluster.',
  CLUSTERDOWN: 'The cluster does not serve this slot now.',
  CROSSSLOT: 'The keys are not in one slot of the cluster. Give them one {tag}.',
  MASTERDOWN: 'The replica has lost its primary and does not serve old data.',
  NOREPLICAS: 'The server refuses writes until enough replicas are in reach.',
  EXECABORT: 'The transaction was refused as a whole; nothing in it was done.',
  DENIED: 'The server runs in protected mode: it accepts connections only from its own machine.',
};

/** The code an error reply starts with, or "ERR" when it has none. */
export function replyCode(reply: string): string {
  return /^-?([A-Z][A-Z0-9_]*)(?=\s|$)/.exec(reply)?.[1] ?? 'ERR';
}

/**
 * The command that a NOPERM reply refuses, as a person writes it ("XINFO GROUPS"); null where it refuses a key or a channel. Servers
 * before 7.0 name the command without its subcommand.
 */
export function refusedCommand(reply: string): string | null {
  const name = /^-?NOPERM .*'([^']+)' command/.exec(reply)?.[1];
  return name ? name.replace('|', ' ').toUpperCase() : null;
}

/** The reply, followed by what it means where that helps: one or two sentences for the person who caused it. */
export function explainReply(reply: string): string {
  const code = replyCode(reply);
  const hint =
    (code === 'NOPERM' ? refusalText(reply) : (movedText(reply) ?? advice[code])) ??
    (reply.startsWith('-DENIED') ? advice.DENIED : undefined);
  return hint ? `${hint} (${reply})` : reply;
}

/** The node of a cluster that a MOVED reply names as the one that has the key, as "host:port"; null for any other reply. */
export function holderOf(reply: string): string | null {
  return /^-?MOVED \d+ (\S+)/.exec(reply)?.[1] ?? null;
}

function movedText(reply: string): string | undefined {
  const holder = holderOf(reply);
  return holder === null
    ? undefined
    : `Another node of the cluster has this key: ${holder}. Connect to that node, or use a key whose slot this node holds.`;
}

function refusalText(reply: string): string {
  const command = refusedCommand(reply);
  const what = command
    ? `run ${command}`
    : /\bchannels?\b/.test(reply)
      ? 'use this channel'
      : /\bkeys?\b/.test(reply)
        ? 'use this key'
        : 'do that';
  return `This user may not ${what}. Ask for the permission, or connect as another user.`;
}

/** "This user may not run XINFO GROUPS: whether…"; null where nothing is missing. */
export function missingSentence(commands: readonly string[], unknown: string): string | null {
  return commands.length === 0 ? null : `This user may not run ${commands.join(' and ')}: ${unknown}`;
}

/** An error text is a line or two. What is above this is cut where it is shown, logged and sent on. */
const SHOWN_CHARACTERS = 1_000;

/** The text of an error as far as people read it. */
export function shortened(text: string): string {
  return text.length <= SHOWN_CHARACTERS
    ? text
    : `${text.slice(0, SHOWN_CHARACTERS)}… (${text.length} characters)`;
}
