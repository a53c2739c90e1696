import { nearest } from '#shared/nearest.ts';
import { readArguments } from './arguments.ts';
import type { Command, Hosts } from './command.ts';
import { exportProject } from './commands/export.ts';
import { recipes } from './commands/recipes.ts';
import { replay } from './commands/replay.ts';
import { run } from './commands/run.ts';
import { schema } from './commands/schema.ts';
import { serve } from './commands/serve.ts';
import { validate } from './commands/validate.ts';
import { helpFor, helpForAll } from './help.ts';
import { say, writeStdout } from './output.ts';
import { UsageError } from './usage-error.ts';
import { version } from './version.ts';

/** In the order of the help. A command is a file in `commands/` and a line here. */
const commands: ReadonlyMap<string, Command> = new Map<string, Command>(
  Object.entries({ serve, run, replay, validate, export: exportProject, schema, recipes } as Record<
    string,
    Command
  >),
);

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
    await writeStdout(asked === undefined ? helpForAll(commands) : helpFor(asked, named(asked)));
    return 0;
  }
  if (first === '--version') {
    await writeStdout(`${version()}\n`);
    return 0;
  }
  // Options alone are those of `serve`.
  const name = first.startsWith('-') ? 'serve' : first;
  const command = named(name);
  const { values, positionals } = readArguments(name, command, args.slice(name === args[0] ? 1 : 0));
  return command.run(values as Parameters<Command['run']>[0], positionals, hosts);
}

function named(name: string): Command {
  const found = commands.get(name);
  if (found) return found;
  const meant = nearest(name, [...commands.keys(), 'help']);
  throw new UsageError(
    `There is no command "${name}".${meant === undefined ? '' : ` Did you mean "${meant}"?`} "millrace help" lists the commands.`,
  );
}
