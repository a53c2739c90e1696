import { ExpressionError } from '#shared/pipeline/expression.ts';
import { templateSet } from '#shared/pipeline/template.ts';
import { parseBytesText } from '#shared/redis/text.ts';
import { MillraceError } from '#shared/rpc/errors.ts';

/** A payload with `{{...}}` in it: each call makes the next message's. */
export type PayloadMaker = () => Buffer;

/**
 * @param escaped the text, once made, is written with `\xNN` escapes
 * @throws {MillraceError} `bad-input` with the offset in `detail.at`; calling the result throws it too, where a value cannot be made
 */
export function payloadMaker(text: string, escaped: boolean, seed = newSeed()): PayloadMaker {
  const set = templateSet(seed);
  try {
    const template = set.compile(text);
    return () => {
      try {
        const made = template.text();
        set.next();
        return Buffer.from(escaped ? parseBytesText(made) : made);
      } catch (error) {
        throw badInput(error instanceof Error ? error.message.split('\n', 1)[0]! : String(error), null);
      }
    };
  } catch (error) {
    if (error instanceof ExpressionError) throw badInput(error.message, error.at);
    throw error;
  }
}

function newSeed(): number {
  return Math.floor(Math.random() * 2 ** 32);
}

function badInput(message: string, at: number | null): MillraceError {
  return new MillraceError('bad-input', `A value in {{ }} cannot be made: ${message.replace(/\.$/, '')}.`, {
    at,
  });
}
