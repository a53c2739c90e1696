import { describe, expect, test } from 'vitest';
import { celForPython } from './cel-for-python.ts';

const written = (source: string) => celForPython(source, ['event', 'meta']);

describe('the same expression, as cel-python reads it', () => {
  test.each([
    ['event.a+1', 'event.a + 1'],
    ['(event.a + 1) * -2.0', '(event.a + 1) * -2.0'],
    ['event.a - (event.b - 1)', 'event.a - (event.b - 1)'],
    ['"it\'s" + "\\n"', String.raw`'it\'s' + '\n'`],
    // Its relations are all on one level.
    ['event.a == event.b < event.c', 'event.a == (event.b < event.c)'],
    ['event.a < event.b == event.c', '(event.a < event.b) == event.c'],
    ['!(event.a || event.b) && event.c', '!(event.a || event.b) && event.c'],
    [
      '(event.a ? 1 : 2) + (event.b ? 3 : event.c ? 4 : 5)',
      '(event.a ? 1 : 2) + (event.b ? 3 : event.c ? 4 : 5)',
    ],
    ['event.?a.orValue(0) + 1', '(has(event.a) ? event.a : 0) + 1'],
    ['event.a.?b.?c.orValue("x")', "(has(event.a.b) && has(event.a.b.c) ? event.a.b.c : 'x')"],
    ['event.l.exists(x,x.a>1)', 'event.l.exists(x, x.a > 1)'],
    ['(event.a + "b").size()', "(event.a + 'b').size()"],
    ['{"a": [1, null]}["a"][0]', "{'a': [1, null]}['a'][0]"],
    ['meta.key.startsWith("ev:")', "meta.key.startsWith('ev:')"],
    ['1e21', '1e+21'],
  ])('%s', (source, python) => expect(written(source)).toBe(python));
});

describe('refused, with the place', () => {
  test.each([
    ['1 + cel.bind(x, 5, x)', 4, 'uses .bind()'],
    ['optional.of(1)', 0, 'uses .of()'],
    ['event.?a', 0, 'an optional without orValue()'],
    ['event[?"a"].orValue(1)', 0, 'orValue() of anything but .?name'],
    ["b'a' == event.a", 0, 'a literal of bytes'],
    ['1u == event.a', 0, 'a literal of bytes or of an unsigned number'],
    ['duration("1h")', 0, 'uses duration()'],
    ['timestamp(event.a) - timestamp(event.b)', 0, 'durations are not carried over'],
    ['event.a.substring(1)', 0, 'uses .substring()'],
    ['event.l.map(x, x > 1, x)', 0, 'uses .map()'],
    ['type(event.a) == int', 0, 'uses type()'],
    ['["a"] + event.l', 0, 'uses + between lists'],
    [`event.a${' + 1'.repeat(70)}`, 0, 'more than 60 operations'],
  ])('%s', (source, at, problem) => {
    let found: unknown;
    try {
      written(source);
    } catch (error) {
      found = error;
    }
    expect(found).toMatchObject({ name: 'NotCarriedOver', at });
    expect((found as Error).message).toContain(problem);
  });
});
