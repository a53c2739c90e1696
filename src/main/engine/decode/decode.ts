import { isUtf8 } from 'node:buffer';
import type { Decoded, Decoding } from '#shared/contract/decoding.ts';
import { refuseManyValues } from '../json/json-size.ts';
import { foreignFormat } from './foreign.ts';
import { foreignText } from './foreign-text.ts';
import { isJson } from './json-bytes.ts';
import { madeJson, unwrap } from './unwrap.ts';

/** A payload as it is shown whole: what it holds, and the form of that. @param implied by whose it is: tried before anything is guessed, unless something was chosen */
export function decodePayload(
  payload: Buffer,
  chosen: Decoding | null,
  { maxBytes, implied = null }: { maxBytes?: number | undefined; implied?: Decoding | null } = {},
): Decoded {
  if (chosen === null && implied !== null) {
    const read = decodePayload(payload, implied, { maxBytes });
    if (read.problem === null) return read;
  }
  const { steps, bytes, problem } = unwrap(payload, chosen, maxBytes);
  const own = steps.length === 0 ? null : bytes;
  // What is chosen is not looked at for what it might be.
  const foreign = chosen === null || steps.length > 0 ? foreignFormat(bytes) : null;
  const made = (form: Decoded['form'], wrong: string | null = null): Decoded => ({
    // What was made JSON is its own last step.
    steps: madeJson.has(steps.at(-1) ?? '')
      ? steps
      : [...steps, foreign ?? (form === 'bytes' ? 'hex' : form)],
    form,
    bytes: own,
    problem: problem ?? wrong,
  });
  if (problem !== null) return made('bytes');
  const structure = foreign === null ? null : foreignText(foreign, bytes);
  if (foreign !== null && structure !== null)
    return { steps: [...steps, foreign], form: 'text', bytes: Buffer.from(structure), problem: null };
  if (madeJson.has(steps.at(-1) ?? '')) return made('json');
  if (chosen === 'hex') return made('bytes');
  if (!isUtf8(bytes)) return made('bytes', chosen === 'json' || chosen === 'text' ? NOT_UTF8 : null);
  if (chosen === 'text') return made('text');
  if (isJson(bytes)) return made('json');
  return made('text', chosen === 'json' ? `It is not JSON: ${jsonProblem(bytes)}.` : null);
}

const NOT_UTF8 = 'It is not valid UTF-8.';

function jsonProblem(bytes: Buffer): string {
  try {
    refuseManyValues(bytes);
    JSON.parse(bytes.toString());
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}
