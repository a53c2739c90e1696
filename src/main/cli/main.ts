/** Runs one command of the command line; sets the exit code, 2 for a command or option that is wrong. */
export async function main(args: string[]): Promise<void> {
  process.stderr.write(`"${args[0]}" is not a command of millrace. Try "millrace serve --help".\n`);
  process.exitCode = 2;
}
