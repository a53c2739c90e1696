import { RE2JS } from 're2js';
import type { Condition } from '#shared/contract/condition.ts';
import { matchesAll } from '#shared/contract/every-condition.ts';
import { compileExpression, ExpressionError, type Meta, type Scope } from '#shared/pipeline/expression.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import { MemberReader } from '../json/member-reader.ts';

/**
 * What a condition can ask of where something came from: one vocabulary for messages, entries and pending entries. What is not known of a
 * thing is absent. `src/shared/contract/condition.ts` says what each means.
 */
export interface ConditionMeta extends Partial<Meta> {
  time?: bigint;
  consumer?: string;
  idleMs?: bigint;
  deliveries?: bigint;
  name?: string;
  attempts?: bigint;
  error?: string;
}

/** What a condition is asked of. Each part is only made where the condition looks at it. */
export interface Subject {
  /** Where text and patterns are looked for, one after the other. */
  texts(): Iterable<string>;
  /** @param members reads all that is asked of it; null where all of it may be */
  event(members: MemberReader | null): unknown;
  meta(): ConditionMeta;
}

/** A compiled condition. It throws when it cannot be evaluated for a subject. */
export type Test = (subject: Subject) => boolean;

/**
 * Compiles a condition; undefined when everything matches. Called in threads alone: what people write may take long to read, too.
 *
 * @throws {MillraceError} `bad-input` with what was expected and, in `detail.at`, the offset in the text
 */
export function compileCondition(condition: Condition): Test | undefined {
  const { language, text } = condition;
  if (matchesAll(condition)) return undefined;
  switch (language) {
    case 'text': {
      const wanted = text.toLowerCase();
      return anyText(part => part.toLowerCase().includes(wanted));
    }
    case 're2': {
      const pattern = compilePattern(text);
      return anyText(part => pattern.matcher(part).find());
    }
    case 'cel':
      return compileCel(text);
  }
}

function anyText(matches: (text: string) => boolean): Test {
  return subject => {
    for (const text of subject.texts()) if (matches(text)) return true;
    return false;
  };
}

function compilePattern(text: string): RE2JS {
  try {
    return RE2JS.compile(text);
  } catch (error) {
    const { message, input } = error as Error & { input?: string | null };
    const part = input === undefined || input === null || input === '' ? -1 : text.indexOf(input);
    throw badInput(
      `RE2 cannot read this regular expression: ${message.replace(/^error parsing regexp: /, '')}.`,
      part < 0 ? null : part,
    );
  }
}

function compileCel(text: string): Test {
  try {
    const expression = compileExpression(text);
    if (expression.type !== 'bool' && expression.type !== 'dyn') {
      throw badInput(
        `A condition has to be true or false, like event.bot == false; this is a value of type ${expression.type}.`,
        0,
      );
    }
    const members = expression.reads && new MemberReader(expression.reads);
    return subject => {
      const event = subject.event(members);
      const scope = expression.usesMeta ? { event, meta: subject.meta() } : { event };
      const value = expression(scope as Scope);
      if (typeof value !== 'boolean') throw new TypeError('it is neither true nor false');
      return value;
    };
  } catch (error) {
    if (error instanceof ExpressionError)
      throw badInput(`This is not valid CEL: ${error.message}.`, error.at);
    throw error;
  }
}

/** Whether the test, which may be missing, can ask for `meta` at all: what it is made of need not be gathered where it cannot. */
export function mayUseMeta({ language, text }: Condition): boolean {
  return language === 'cel' && /\bmeta\b/.test(text);
}

function badInput(message: string, at: number | null): MillraceError {
  return new MillraceError('bad-input', message.replace(/\.\.$/, '.'), { at });
}

/** How the failure of a condition on one subject is told: the first line of it. */
export function failureText(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n', 1)[0]!;
}
