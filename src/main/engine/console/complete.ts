import type { ConsoleCompletion } from '#shared/contract/console.ts';
import { commandText } from '#shared/redis/command-text.ts';
import { escapeGlob } from '#shared/redis/glob.ts';
import { splitArguments, wordsOf } from '#shared/redis/split-arguments.ts';
import { utf8Text } from '#shared/redis/text.ts';
import type { CommandEntry, CommandTable } from './command-table.ts';
import { explain } from './explanations.ts';
import { bytesOf, itemsOf, textOf, type Ask } from './reply-values.ts';

const MOST_OPTIONS = 12;
/** Bounds of looking for keys: a keyspace may have none that begin so among millions. */
const SCAN = { calls: 10, count: 1_000, ms: 150 };

type Option = ConsoleCompletion['options'][number];

/**
 * What the word before the caret can become, and what is known of the command.
 *
 * @param keysOf where keys are looked for; null looks for none
 */
export async function completeLine(
  line: string,
  caret: number,
  table: CommandTable,
  keysOf: Ask | null,
): Promise<ConsoleCompletion> {
  const { args, problem } = splitArguments(line.slice(0, caret));
  const entry = table.of(wordsOf(splitArguments(line).args));
  const isInWord = args.at(-1)?.to === caret;
  const before = wordsOf(isInWord ? args.slice(0, -1) : args);
  const typed = isInWord ? wordsOf(args).at(-1)! : '';
  const from = isInWord ? args.at(-1)!.from : caret;
  const nothing = { from, to: caret, options: [] as Option[], partly: false };
  const known = { ...helpOf(entry), explanation: entry ? explain(entry.name, typed) : [] };
  // Inside of quotes is a value.
  if (problem) return { ...nothing, ...known };
  if (before.length === 0) {
    const options = typed === '' ? [] : table.startingWith(typed).map(optionOf);
    return { ...nothing, ...known, options: options.slice(0, MOST_OPTIONS) };
  }
  if (before.length === 1) {
    const subcommands = table.startingWith(typed, before[0]);
    if (subcommands.length > 0)
      return { ...nothing, ...known, options: subcommands.map(optionOf).slice(0, MOST_OPTIONS) };
  }
  if (!entry) return { ...nothing, ...known };
  const words = typed === '' ? [] : optionWords(entry, before, typed);
  if (keysOf === null || words.length > 0 || !isKeyPlace(entry, before))
    return { ...nothing, ...known, options: words };
  const { keys, partly } = await findKeys(keysOf, typed);
  const options = keys.map(key => ({ text: commandText([key]), detail: '' }));
  return { ...nothing, ...known, options, partly };
}

function helpOf(entry: CommandEntry | null): Pick<ConsoleCompletion, 'help'> {
  if (!entry) return { help: null };
  const { name, syntax, summary, complexity, since } = entry;
  return { help: { name, syntax, summary, complexity, since } };
}

function optionOf({ name, summary }: CommandEntry): Option {
  return { text: name.split(' ').at(-1)!, detail: summary };
}

/** Words of the syntax that go on with what is typed, and are not there yet. */
function optionWords({ syntax }: CommandEntry, before: readonly string[], typed: string): Option[] {
  const there = new Set(before.map(word => word.toUpperCase()));
  const words = new Set(syntax.match(/(?<![\w-])[A-Z][A-Z0-9-]+(?![\w-])/g));
  return [...words]
    .filter(word => word.startsWith(typed.toUpperCase()) && word !== typed.toUpperCase() && !there.has(word))
    .map(word => ({ text: word, detail: '' }));
}

/** Whether the word after these is a key. Of XREAD and the like keys are whatever follows STREAMS. */
function isKeyPlace({ keys: [first, last, step] }: CommandEntry, before: readonly string[]): boolean {
  const place = before.length;
  if (before.some(word => word.toUpperCase() === 'STREAMS')) return true;
  return (
    first > 0 && place >= first && (last < 0 || place <= last) && (place - first) % Math.max(1, step) === 0
  );
}

async function findKeys(ask: Ask, typed: string): Promise<{ keys: Uint8Array[]; partly: boolean }> {
  const pattern = Buffer.concat([escapeGlob(Buffer.from(typed)), Buffer.from('*')]);
  const keys = new Map<string, Uint8Array>();
  const until = performance.now() + SCAN.ms;
  let cursor = '0';
  for (let call = 0; call < SCAN.calls && performance.now() < until; call++) {
    const reply = await ask('SCAN', cursor, 'MATCH', pattern, 'COUNT', String(SCAN.count));
    const [next, found] = itemsOf(reply);
    for (const item of itemsOf(found)) {
      const key = bytesOf(item);
      if (key) keys.set(utf8Text(key) ?? String(key), key);
    }
    cursor = textOf(next) ?? '0';
    if (cursor === '0') break;
    if (keys.size >= MOST_OPTIONS) break;
  }
  const sorted = [...keys].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, key]) => key);
  return { keys: sorted.slice(0, MOST_OPTIONS), partly: cursor !== '0' || sorted.length > MOST_OPTIONS };
}
