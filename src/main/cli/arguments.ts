import { parseArgs, type ParseArgsConfig } from 'node:util';
import { nearest } from '#shared/nearest.ts';
import type { Command, Option } from './command.ts';
import { UsageError } from './usage-error.ts';

/**
 * Reads what follows the name of a command.
 *
 * @throws {UsageError} what is wrong, with the option that was probably meant
 */
export function readArguments(name: string, { options, positionals: allowed }: Command, args: string[]) {
  const known = Object.entries(options);
  const config: NonNullable<ParseArgsConfig['options']> = {};
  for (const [option, { type, short, multiple = false }] of known)
    config[option] = { type, multiple, ...(short !== undefined && { short }) };
  const unknown = parseArgs({
    args,
    options: config,
    strict: false,
    tokens: true,
    allowNegative: true,
  }).tokens.find(token => token.kind === 'option' && !isKnown(options, token.rawName));
  if (unknown?.kind === 'option') {
    const meant = nearest(
      unknown.rawName.replace(/^-+/, ''),
      known.map(([option, { negative }]) => (negative ? `no-${option}` : option)),
    );
    throw new UsageError(
      `"millrace ${name}" has no option ${unknown.rawName}.${meant === undefined ? '' : ` Did you mean --${meant}?`} "millrace help ${name}" lists its options.`,
    );
  }
  let parsed;
  try {
    parsed = parseArgs({ args, options: config, strict: true, allowPositionals: true, allowNegative: true });
  } catch (error) {
    throw new UsageError((error as Error).message, { cause: error });
  }
  const { positionals } = parsed;
  if (positionals.length < allowed.min)
    throw new UsageError(`Missing: ${allowed.names}. "millrace help ${name}" says more.`);
  if (positionals.length > allowed.max)
    throw new UsageError(`Unexpected argument: ${positionals[allowed.max]}`);
  return { values: parsed.values, positionals };
}

/** `--no-x` only where the help says so: else a mistyped option would be taken for the opposite of another. */
function isKnown(options: Readonly<Record<string, Option>>, rawName: string): boolean {
  if (!rawName.startsWith('--')) return Object.values(options).some(({ short }) => rawName === `-${short}`);
  const name = rawName.slice(2);
  if (Object.hasOwn(options, name)) return !options[name]!.negative;
  return name.startsWith('no-') && options[name.slice(3)]?.negative === true;
}

/** A number option, bounded. @throws {UsageError} */
export function numberOption(
  name: string,
  text: string | undefined,
  low: number,
  high: number,
  whole = true,
): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (text.trim() === '' || !(number >= low && number <= high) || (whole && !Number.isInteger(number)))
    throw new UsageError(`--${name} ${text}: give a ${whole ? 'whole ' : ''}number from ${low} to ${high}.`);
  return number;
}
