import { RE2JS } from 're2js';
import type { FilterCondition } from '#shared/contract/feeds.ts';
import { compileExpression, ExpressionError, type Meta } from '#shared/pipeline/expression.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import { parseJson } from '../../pipelines/events/decode.ts';

/** A compiled condition on messages. It throws when it cannot be evaluated for one. */
export interface Condition {
  /** `meta` is only asked for where the condition uses it. */
  (payload: Buffer, meta: () => Meta): boolean;
}

/**
 * Compiles the condition of a filter; undefined when it has none.
 *
 * @throws {MillraceError} `bad-input` with what was expected and, in `detail.at`, the offset in the text
 */
export function compileCondition({ language, text }: FilterCondition): Condition | undefined {
  if (text.trim() === '') return undefined;
  switch (language) {
    case 'text': {
      const wanted = text.toLowerCase();
      return payload => payload.toString().toLowerCase().includes(wanted);
    }
    case 'regex': {
      const pattern = compilePattern(text);
      return payload => pattern.matcher(payload.toString()).find();
    }
    case 'cel':
      return compileCel(text);
  }
}

/** What is wrong with a condition, and where; null when nothing is. */
export function conditionProblem(condition: FilterCondition): { message: string; at: number | null } | null {
  try {
    compileCondition(condition);
    return null;
  } catch (error) {
    if (!(error instanceof MillraceError)) throw error;
    return { message: error.message, at: (error.detail?.at as number | null | undefined) ?? null };
  }
}

function compilePattern(text: string): RE2JS {
  try {
    return RE2JS.compile(text);
  } catch (error) {
    const { message, input } = error as Error & { input?: string | null };
    const part = input === undefined || input === null || input === '' ? -1 : text.indexOf(input);
    throw badInput(
      `This is no regular expression that RE2 can read: ${message.replace(/^error parsing regexp: /, '')}.`,
      part < 0 ? null : part,
    );
  }
}

function compileCel(text: string): Condition {
  try {
    const expression = compileExpression(text);
    if (expression.type !== 'bool' && expression.type !== 'dyn') {
      throw badInput(
        `A filter has to be true or false for each message, like event.bot == false; this is a value of type ${expression.type}.`,
        0,
      );
    }
    return (payload, meta) => {
      const event = eventOf(payload);
      const value = expression(expression.usesMeta ? { event, meta: meta() } : { event });
      if (typeof value !== 'boolean') throw new TypeError('it is neither true nor false');
      return value;
    };
  } catch (error) {
    if (error instanceof ExpressionError)
      throw badInput(`This is not valid CEL: ${error.message}.`, error.at);
    throw error;
  }
}

/** What a payload is to an expression: JSON decoded, anything else as text. */
function eventOf(payload: Buffer): unknown {
  const text = payload.toString();
  try {
    return parseJson(text);
  } catch {
    return text;
  }
}

function badInput(message: string, at: number | null): MillraceError {
  return new MillraceError('bad-input', message.replace(/\.\.$/, '.'), { at });
}
