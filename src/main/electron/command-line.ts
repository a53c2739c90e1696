import process from 'node:process';
import type { App } from 'electron';

/** What packages of Linux put into PATH as `millrace` is the app: these make it the command line. `serve` is the browser host's. */
const commands = new Set([
  'run',
  'replay',
  'validate',
  'schema',
  'recipes',
  'help',
  '--help',
  '-h',
  '--version',
]);

/** The command line's bundle, beside main's. */
interface CommandLine {
  main(args: readonly string[], hosts: { serve(): Promise<void> }): Promise<void>;
}

/** Whether these arguments are a command, and not something to open. */
export function isCommand([first = '']: readonly string[]): boolean {
  return commands.has(first);
}

/** Carries a command out without a window, and ends with its code. */
export async function runCommandLine(
  app: Pick<App, 'whenReady' | 'exit' | 'dock'>,
  args: readonly string[],
  load: () => Promise<CommandLine> = loadBundle,
): Promise<void> {
  // Electron takes signals for itself until it is ready; a command hears them from then on.
  await app.whenReady();
  app.dock?.hide();
  try {
    const commandLine = await load();
    await commandLine.main(args, {
      serve: () =>
        Promise.reject(new Error('"millrace serve" comes with the npm package, not with the desktop app.')),
    });
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
  app.exit(Number(process.exitCode ?? 0));
}

function loadBundle(): Promise<CommandLine> {
  return import(/* @vite-ignore */ new URL('command-line.js', import.meta.url).href) as Promise<CommandLine>;
}
