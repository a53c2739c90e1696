import { expect, test } from 'vitest';
import { compileExpression, type ExpressionError } from './expression.ts';

test.each([
  ['event.type == && 3', 14, 'a value was expected, not &&'],
  ['event.a ==', 10, 'a value was expected, but it ends here'],
  ['event.a == (3', 13, ') was expected, but it ends here'],
  ['event.', 6, 'a name was expected, but it ends here'],
  ['event.a == 3 event.b', 13, 'an operator or the end was expected, not event'],
  ['event.a = 3', 8, 'an operator or the end was expected, not = (== compares)'],
  ['"abc', 0, 'Unterminated string'],
  ['nobody.a', 0, 'Unknown variable: nobody'],
])('%s says where it is wrong, and what was expected there', (source, at, message) => {
  let error: unknown;
  try {
    compileExpression(source);
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toMatchObject({ at, message } satisfies Partial<ExpressionError>);
});
