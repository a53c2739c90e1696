import { secretPlaces } from '#shared/redis/secret-arguments.ts';
import { fieldsOf, infoFields, numberOf, textOf, type Ask } from '../reply-values.ts';
import { counted, type Question, type Questioner } from './question.ts';

/** Commands that change the server for everybody, or end it. */
export const serverQuestions: Readonly<Record<string, Questioner>> = {
  SHUTDOWN: async ({ ask, words }) => {
    const clients = numberOfInfo((await infoFields(ask, 'clients')).get('connected_clients'));
    const who = clients === null ? 'All clients' : counted(clients, 'client');
    const kept = words.some(word => /^nosave$/i.test(word))
      ? ' What has not been saved is lost (NOSAVE).'
      : '';
    return { act: 'Shut the server down', sentence: `${who} lose the connection, Millrace included.${kept}` };
  },
  DEBUG: ({ words }) => {
    const what = words[1]?.toUpperCase();
    if (what === 'SLEEP')
      return {
        act: `Stop the server for ${words[2]} s`,
        sentence: `The server answers nobody for ${words[2]} seconds.`,
      };
    if (/^(?:OBJECT|HELP|SDSLEN|STRINGMATCH-LEN|LISTPACK|QUICKLIST|PROTOCOL|DIGEST-VALUE)$/.test(what ?? ''))
      return null;
    return {
      act: `Run DEBUG ${what ?? ''}`,
      sentence: 'DEBUG is for developers of the server. It may stop it, end it, or lose its data.',
    };
  },
  'CONFIG SET': async ({ words, ask }) => {
    const hidden = new Set(secretPlaces(words));
    const changes: string[] = [];
    for (let at = 2; at + 1 < words.length; at += 2) {
      const name = words[at]!;
      if (hidden.has(at + 1)) {
        changes.push(`${name} gets another value`);
        continue;
      }
      const before = textOf([...fieldsOf(await ask('CONFIG', 'GET', name)).values()][0]);
      changes.push(
        `${name} goes from ${before === null ? 'an unknown value' : shown(before)} to ${shown(words[at + 1]!)}`,
      );
    }
    return {
      act: `Change ${words[2] ?? 'the configuration'}`,
      sentence: `${changes.join('; ')}, for every client, until the server restarts.`,
    };
  },
  'CONFIG REWRITE': () => ({
    act: 'Rewrite the configuration file',
    sentence: 'The server rewrites its configuration file with what CONFIG SET has changed.',
  }),
  'CONFIG RESETSTAT': () => ({
    act: 'Reset the statistics',
    sentence: 'The counters of INFO start again at 0, for everyone who watches them.',
  }),
  'SCRIPT FLUSH': async ({ ask }) => {
    const scripts = numberOfInfo((await infoFields(ask, 'memory')).get('number_of_cached_scripts'));
    return {
      act: 'Forget all scripts',
      sentence: `The server forgets ${scripts === null ? 'its scripts' : counted(scripts, 'cached script')}: EVALSHA of clients fails until they send them again.`,
    };
  },
  'SCRIPT KILL': () => ({
    act: 'End the running script',
    sentence: 'This stops the running script, whoever started it.',
  }),
  'FUNCTION FLUSH': () => ({
    act: 'Delete all functions',
    sentence: 'The server deletes all libraries of functions: FCALL of clients fails.',
  }),
  'FUNCTION DELETE': ({ words }) => ({
    act: `Delete the library ${words[2]}`,
    sentence: `The functions of the library ${words[2]} are deleted: FCALL of clients fails.`,
  }),
  'FUNCTION RESTORE': () => ({
    act: 'Restore functions',
    sentence: 'Libraries of functions are loaded, and may take the place of those that are there.',
  }),
  'FUNCTION KILL': () => ({
    act: 'End the running function',
    sentence: 'This stops the running function, whoever called it.',
  }),
  'ACL SETUSER': ({ words }) => ({
    act: `Change user ${words[2]}`,
    sentence: `What the user ${words[2]} may do changes at once, also for clients that are connected.`,
  }),
  'ACL DELUSER': ({ words }) => ({
    act: `Delete ${counted(words.length - 2, 'user')}`,
    sentence: `Clients that are connected as ${words.slice(2).join(', ')} are cut off.`,
  }),
  'ACL LOAD': () => ({
    act: 'Load the users from the file',
    sentence: 'All users are replaced by those of the ACL file; clients of others are cut off.',
  }),
  'ACL SAVE': () => ({
    act: 'Write the users to the file',
    sentence: 'The server overwrites its ACL file.',
  }),
  'CLIENT KILL': ({ words }) => ({
    act: 'Disconnect clients',
    sentence: `The connections that match ${words.slice(2).join(' ')} are closed; commands under way may or may not have been carried out.`,
  }),
  'CLIENT PAUSE': ({ words }) => ({
    act: `Pause clients for ${words[2]} ms`,
    sentence: `The ${/^write$/i.test(words[3] ?? '') ? 'writing ' : ''}commands of all clients wait for ${words[2]} ms.`,
  }),
  REPLICAOF: ({ words, ask }) => replication(words, ask),
  SLAVEOF: ({ words, ask }) => replication(words, ask),
  SAVE: async ({ ask }) => {
    const keys = numberOf(await ask('DBSIZE'));
    return {
      act: 'Save now',
      sentence: `The server answers nobody while it writes ${keys === null ? 'its keys' : `its ${counted(keys, 'key')}`} to disk. BGSAVE does it in the background.`,
    };
  },
  'SLOWLOG RESET': async ({ ask }) => {
    const entries = numberOf(await ask('SLOWLOG', 'LEN'));
    return {
      act: 'Empty the slow log',
      sentence: `The server forgets ${entries === null ? 'its slow log' : `the ${counted(entries, 'entry')} of its slow log`}.`,
    };
  },
};

/** Of commands with the flag `admin` these only look. Others ask. */
const LOOKING =
  /^(?:CONFIG GET|CLIENT (?:LIST|INFO|GETNAME|ID|SETNAME|SETINFO|NO-EVICT|NO-TOUCH|GETREDIR|TRACKINGINFO|UNBLOCK|UNPAUSE|REPLY|HELP)|SLOWLOG (?:GET|LEN|HELP)|LATENCY (?:LATEST|HISTORY|DOCTOR|GRAPH|HISTOGRAM|HELP)|ACL (?:LIST|USERS|GETUSER|LOG|WHOAMI|CAT|DRYRUN|GENPASS|HELP)|MODULE (?:LIST|HELP)|CLUSTER (?:INFO|NODES|SLOTS|SHARDS|LINKS|MYID|MYSHARDID|KEYSLOT|COUNTKEYSINSLOT|GETKEYSINSLOT|REPLICAS|SLAVES|COUNT-FAILURE-REPORTS|SLOT-STATS|HELP)|BGSAVE|BGREWRITEAOF|LASTSAVE|MONITOR|PFDEBUG|PFSELFTEST|COMMANDLOG (?:GET|LEN|HELP)|\w+ HELP)$/;

/** Of a module's command that writes: a name that says it takes away. */
const TAKES_AWAY = /DEL|DROP|FLUSH|TRIM|CLEAR|RESET|FORGET/;

/** For commands that stand in no table: what their flags say. */
export function questionByFlags(name: string, flags: ReadonlySet<string>): Question | null {
  if (flags.has('admin') && !LOOKING.test(name))
    return { act: `Run ${name}`, sentence: `The server marks ${name} as a command for administrators.` };
  if (name.includes('.') && flags.has('write') && TAKES_AWAY.test(name))
    return {
      act: `Run ${name}`,
      sentence: `${name} may delete data. Millrace does not know how much.`,
    };
  return null;
}

async function replication(words: readonly string[], ask: Ask): Promise<Question> {
  if (words[1]?.toUpperCase() === 'NO')
    return {
      act: 'Make this server a primary',
      sentence: 'It stops following its primary and takes writes of its own.',
    };
  const keys = numberOf(await ask('DBSIZE'));
  return {
    act: `Make this server a replica of ${words[1]}:${words[2]}`,
    sentence: `Its ${keys === null ? 'keys' : counted(keys, 'key')} are replaced by those of ${words[1]}:${words[2]}.`,
  };
}

function shown(value: string): string {
  return value === '' ? 'nothing' : value;
}

function numberOfInfo(text: string | undefined): number | null {
  return text === undefined ? null : Number(text);
}
