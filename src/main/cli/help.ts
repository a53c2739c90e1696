import type { Command, Option } from './command.ts';

/** What `millrace --help` prints: all commands, a line of arguments and one of words for each. */
export function helpForAll(commands: ReadonlyMap<string, Command>): string {
  const entries = [...commands].map(
    ([name, { summary, ...command }]) =>
      `${usageLine(name === 'serve' ? '[serve]' : name, command)}\n    ${summary}\n`,
  );
  return `${entries.join('')}millrace help COMMAND
    Say what the options of a command do.
millrace --version
    Print the version.
`;
}

/** What `millrace help NAME` prints. */
export function helpFor(name: string, { summary, ...command }: Command): string {
  const options = Object.entries(command.options).map(([option, of]) => [flag(option, of), of.text] as const);
  const width = Math.max(0, ...options.map(([left]) => left.length));
  return [
    `${usageLine(name, command)}\n\n    ${summary}\n`,
    ...(options.length > 0 ? ['\n'] : []),
    ...options.map(([left, text]) => `    ${left.padEnd(width)}   ${text}\n`),
  ].join('');
}

function usageLine(name: string, { positionals, options }: Omit<Command, 'summary'>): string {
  const flags = Object.entries(options).map(
    ([option, of]) => `[${flag(option, of)}]${of.multiple ? '...' : ''}`,
  );
  const names = positionals.names === '' ? [] : [positionals.names];
  return ['millrace', name, ...names, ...flags].join(' ');
}

function flag(option: string, { negative, short, value }: Option): string {
  const name = short === undefined ? `--${negative ? 'no-' : ''}${option}` : `-${short}`;
  return `${name}${value === undefined ? '' : ` ${value}`}`;
}
