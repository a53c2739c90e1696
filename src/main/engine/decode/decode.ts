import { isUtf8 } from 'node:buffer';
import type { Decoded, Decoding } from '#shared/contract/decoding.ts';
import { refuseManyValues } from '../json/json-size.ts';
import { foreignFormat } from './foreign.ts';
import { phpText } from './php.ts';
import { pickleText } from './pickle.ts';
import { isJson, unwrap } from './unwrap.ts';

/** A payload as it is shown whole: what it holds, and the form of that. */
export function decodePayload(payload: Buffer, chosen: Decoding | null, maxBytes?: number): Decoded {
  const { steps, bytes, problem } = unwrap(payload, chosen, maxBytes);
  const own = steps.length === 0 ? null : bytes;
  // What is chosen is not looked at for what it might be.
  const foreign = chosen === null || steps.length > 0 ? foreignFormat(bytes) : null;
  const made = (form: Decoded['form'], wrong: string | null = null): Decoded => ({
    // MessagePack is its own last step.
    steps: steps.at(-1) === 'msgpack' ? steps : [...steps, foreign ?? (form === 'bytes' ? 'hex' : form)],
    form,
    bytes: own,
    problem: problem ?? wrong,
  });
  if (problem !== null) return made('bytes');
  const structure = foreign === 'pickle' ? pickleText(bytes) : foreign === 'php' ? phpText(bytes) : null;
  if (foreign !== null && structure !== null)
    return { steps: [...steps, foreign], form: 'text', bytes: Buffer.from(structure), problem: null };
  if (steps.at(-1) === 'msgpack') return made('json');
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
