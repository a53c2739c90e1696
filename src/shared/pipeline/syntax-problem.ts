const tokens: Readonly<Record<string, string>> = {
  RPAREN: ')',
  RBRACKET: ']',
  RBRACE: '}',
  COLON: ':',
  IDENTIFIER: 'a name',
};

/**
 * What the parser of CEL objects to, in words: what was expected, and what stands there instead. A message that is not one of its syntax
 * errors stays as it is.
 *
 * @param at the offset in `source` that the message is of
 */
export function syntaxProblem(message: string, source: string, at: number): string {
  const found = /^(?:\s*)(\w+|&&|\|\||[=!<>]=|\S)/.exec(source.slice(at))?.[1];
  const instead = found === undefined ? 'but it ends here' : `not ${found}`;
  const expected = /^Expected (\w+), got \w+$/.exec(message)?.[1];
  if (expected !== undefined) return `${tokens[expected] ?? expected} was expected, ${instead}`;
  if (/^Unexpected token: \w+$/.test(message)) return `a value was expected, ${instead}`;
  if (!message.startsWith('Unexpected character: ')) return message;
  return `an operator or the end was expected, ${instead}${found === '=' ? ' (== compares)' : ''}`;
}
