import { parseArgs, type ParseArgsConfig } from 'node:util';
import { UsageError } from './usage.ts';

/** Node's own parser, with its complaints as ours. */
export function parseCommand<const T extends NonNullable<ParseArgsConfig['options']>>(
  args: string[],
  options: T,
  positionals: { min: number; max: number; names: string },
) {
  let parsed;
  try {
    parsed = parseArgs({ args, options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
  const given = parsed.positionals.length;
  if (given < positionals.min) throw new UsageError(`Missing: ${positionals.names}.`);
  if (given > positionals.max)
    throw new UsageError(`Unexpected argument: ${parsed.positionals[positionals.max]}`);
  return parsed;
}

/** A number option, bounded. */
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
