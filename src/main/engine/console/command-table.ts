import { MillraceError } from '#shared/rpc/errors.ts';
import type { RedisClient, Reply } from '../connections/redis-client.ts';
import { asArray, asMap, asNumber, asText } from '../connections/replies.ts';
import { ownCommands } from './own-commands.ts';

/** What is known of a command: from COMMAND and COMMAND DOCS of the server, or from our own table. */
export interface CommandEntry {
  /** In capitals, with its subcommand: "XGROUP CREATE". */
  name: string;
  group: string;
  since: string;
  /** Its arguments, without its name: "key group consumer min-idle-time id [id ...]". */
  syntax: string;
  summary: string;
  complexity: string;
  flags: ReadonlySet<string>;
  /** Places of its keys in the whole command, as COMMAND INFO says them; first is 0 where there are none. */
  keys: readonly [first: number, last: number, step: number];
}

type Caller = Pick<RedisClient, 'call' | 'closed'>;

/** The commands of a server. */
export class CommandTable {
  readonly #entries: ReadonlyMap<string, CommandEntry>;

  constructor(entries: Iterable<CommandEntry>) {
    this.#entries = new Map(Array.from(entries, entry => [entry.name, entry]));
  }

  /**
   * Reads what the server says. Where it has no COMMAND DOCS (before 7.0) the words are ours, of the commands that it has; where COMMAND may not be
   * asked either, of all that we know.
   */
  static async read(client: Caller): Promise<CommandTable> {
    const own = readOwnCommands();
    const infos = await optional(client, 'COMMAND');
    const docs = await optional(client, 'COMMAND', 'DOCS');
    if (infos === null) return new CommandTable(own.values());
    const described = docs === null ? own : readDocs(docs);
    const entries = new Map(
      asArray(infos)
        .flatMap(readInfo)
        .map(({ name, flags, keys }) => [
          name,
          Object.assign({}, described.get(name) ?? bare(name), { flags, keys }),
        ]),
    );
    // Servers before 7.0 say nothing of subcommands.
    for (const [name, entry] of own) {
      const [parent, sub] = name.split(' ');
      const isMissing = sub !== undefined && entries.has(parent!) && !entries.has(name);
      if (docs === null && isMissing) entries.set(name, entry);
    }
    return new CommandTable(entries.values());
  }

  /** The command that a line is about, by its first one or two words. */
  of(words: readonly string[]): CommandEntry | null {
    const [name = '', sub = ''] = words.map(word => word.toUpperCase());
    return this.#entries.get(`${name} ${sub}`) ?? this.#entries.get(name) ?? null;
  }

  flags(name: string): ReadonlySet<string> {
    return this.#entries.get(name)?.flags ?? new Set();
  }

  /** Commands, or subcommands of `of`, whose names begin so, in alphabetical order. */
  startingWith(typed: string, of?: string): CommandEntry[] {
    const prefix = (of === undefined ? typed : `${of} ${typed}`).toUpperCase();
    const words = of === undefined ? 1 : 2;
    return [...this.#entries.values()]
      .filter(({ name }) => name.startsWith(prefix) && name.split(' ').length === words)
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }
}

/** The commands of our own table: lines of fields with tabs between, see scripts/command-table.mjs. */
function readOwnCommands(): Map<string, CommandEntry> {
  return new Map(
    ownCommands
      .trim()
      .split('\n')
      .map(line => {
        const [name, group, since, syntax, summary, complexity, flags, keys] = line.split('\t');
        const [first = 0, last = 0, step = 0] = keys!.split(' ').map(Number);
        const entry = { name, group, since, syntax, summary, complexity } as CommandEntry;
        return [name!, { ...entry, flags: new Set(flags!.split(' ')), keys: [first, last, step] }];
      }),
  );
}

function bare(name: string): Omit<CommandEntry, 'flags' | 'keys'> {
  return { name, group: '', since: '', syntax: '', summary: '', complexity: '' };
}

/** One command of COMMAND, and its subcommands: https://redis.io/docs/latest/commands/command/ */
export function readInfo(reply: Reply): Pick<CommandEntry, 'name' | 'flags' | 'keys'>[] {
  if (!Array.isArray(reply)) return [];
  const [name, , flags, first, last, step] = reply;
  const own = {
    name: asText(name).toUpperCase().replace('|', ' '),
    flags: new Set(asArray(flags).map(asText)),
    keys: [asNumber(first), asNumber(last), asNumber(step)] as const,
  };
  const subcommands = reply[9];
  return [own, ...(Array.isArray(subcommands) ? subcommands.flatMap(readInfo) : [])];
}

/** COMMAND DOCS by names: https://redis.io/docs/latest/commands/command-docs/ */
export function readDocs(reply: Reply): Map<string, Omit<CommandEntry, 'flags' | 'keys'>> {
  const all = new Map<string, Omit<CommandEntry, 'flags' | 'keys'>>();
  for (const [name, doc] of asMap(reply)) {
    const fields = asMap(doc);
    const text = (field: string) => (fields.has(field) ? asText(fields.get(field)) : '');
    const full = name.toUpperCase().replace('|', ' ');
    all.set(full, {
      name: full,
      group: text('group'),
      since: text('since'),
      syntax: syntaxOf(fields.get('arguments')),
      summary: text('summary'),
      complexity: text('complexity'),
    });
    if (fields.has('subcommands'))
      for (const [sub, entry] of readDocs(fields.get('subcommands')!)) all.set(sub, entry);
  }
  return all;
}

/** Arguments as the documentation writes them: `[NX | XX] key value [EX seconds]`. */
function syntaxOf(args: Reply | undefined): string {
  return args === undefined ? '' : asArray(args).map(argumentText).join(' ');
}

function argumentText(reply: Reply): string {
  const fields = asMap(reply);
  const text = (field: string) => (fields.has(field) ? asText(fields.get(field)) : '');
  const flags = fields.has('flags') ? asArray(fields.get('flags')).map(asText) : [];
  const parts = fields.has('arguments') ? asArray(fields.get('arguments')).map(argumentText) : [];
  const token = text('token') || (text('name') !== '' && fields.has('token') ? '""' : '');
  const isOptional = flags.includes('optional');
  const value =
    text('type') === 'pure-token'
      ? ''
      : text('type') === 'oneof'
        ? isOptional && token === ''
          ? parts.join(' | ')
          : `<${parts.join(' | ')}>`
        : text('type') === 'block'
          ? parts.join(' ')
          : text('display_text') || text('name');
  const once = [token, value].filter(Boolean).join(' ');
  const again = flags.includes('multiple_token') ? once : value;
  const whole = flags.includes('multiple') ? `${once} [${again} ...]` : once;
  return isOptional ? `[${whole}]` : whole;
}

async function optional(client: Caller, ...words: [string, ...string[]]): Promise<Reply> {
  try {
    return await client.call(...words);
  } catch (error) {
    if (client.closed || !(error instanceof MillraceError)) throw error;
    return null;
  }
}
