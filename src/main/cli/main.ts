import { nearest } from '#shared/nearest.ts';
import { readArguments } from './arguments.ts';
import type { Command, Hosts } from './command.ts';
import { helpFor, helpForAll } from './help.ts';
import { say, writeStdout } from './output.ts';
import { UsageError } from './usage-error.ts';
import { version } from './version.ts';

/** In the order of the help. A command is a file in `commands/` and a line here; only the one that is asked for is loaded. */
const commands = {
  serve: async () => (await import('./commands/serve.ts')).serve,
  run: async () => (await import('./commands/run.ts')).run,
  replay: async () => (await import('./commands/replay.ts')).replay,
  validate: async () => (await import('./commands/validate.ts')).validate,
  export: async () => (await import('./commands/export.ts')).exportProject,
  schema: async () => (await import('./commands/schema.ts')).schema,
  recipes: async () => (await import('./commands/recipes.ts')).recipes,
} as unknown as Readonly<Record<string, () => Promise<Command>>>;

/** The command line. Sets the exit code: 0 done, 1 failed, 2 a bad file or option. */
export async function main(args: string[], hosts: Hosts): Promise<void> {
  try {
    const code = await carryOut(args, hosts);
    if (code !== undefined) process.exitCode = code;
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    process.exitCode = error instanceof UsageError ? 2 : 1;
  }
}

async function carryOut(args: string[], hosts: Hosts): Promise<number | void> {
  const help = args.some(arg => arg === '--help' || arg === '-h');
  const [first = 'serve'] = args;
  if (first === 'help' || help) {
    const name = first === 'help' ? args.slice(1).find(arg => !arg.startsWith('-')) : first;
    const asked = name === undefined || name.startsWith('-') ? undefined : name;
    await writeStdout(
      asked === undefined ? helpForAll(await allCommands()) : helpFor(asked, await named(asked)),
    );
    return 0;
  }
  if (first === '--version') {
    await writeStdout(`${version()}\n`);
    return 0;
  }
  // Options alone are those of `serve`.
  const name = first.startsWith('-') ? 'serve' : first;
  const command = await named(name);
  const { values, positionals } = readArguments(name, command, args.slice(name === args[0] ? 1 : 0));
  return command.run(values as Parameters<Command['run']>[0], positionals, hosts);
}

async function named(name: string): Promise<Command> {
  if (Object.hasOwn(commands, name)) return commands[name]!();
  const meant = nearest(name, [...Object.keys(commands), 'help']);
  throw new UsageError(
    `There is no command "${name}".${meant === undefined ? '' : ` Did you mean "${meant}"?`} "millrace help" lists the commands.`,
  );
}

async function allCommands(): Promise<ReadonlyMap<string, Command>> {
  const loaded = await Promise.all(
    Object.entries(commands).map(async ([name, load]) => [name, await load()] as const),
  );
  return new Map(loaded);
}
