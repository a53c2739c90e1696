import fc from 'fast-check';

/** Events over which expressions are compared, as JSON. */
export const events = [
  '{"i":9007199254740993,"d":5,"f":2.5,"s":"a","b":true,"n":null,"l":[1,2],"ls":["a","b"],"m":{"a":1,"b":"x"},"e":[],"em":{},"t":"2023-01-02T03:04:05.678Z","neg":-7,"z":0,"u":"Ünï 😀 x "}',
  '{"i":-9223372036854775807,"d":-0,"f":1e300,"s":"12","b":false,"n":{"x":1},"l":[[1],[2.5]],"ls":[],"m":{},"e":[null],"em":{"k":{"q":true}},"t":"x","neg":3,"z":1e-7,"u":""}',
  '{"i":3,"d":0.1,"f":-2,"s":"ab","b":true,"n":"x","l":["a",1,true,null],"ls":["ab","c",1],"m":{"a":{"b":2}},"t":"2024-02-29 23:59:59Z","neg":-1,"z":1e21,"u":"ﬃ"}',
  '"text"',
  '[1,2]',
  '{}',
];

const binary = (left: fc.Arbitrary<string>, operators: string[], right: fc.Arbitrary<string>) =>
  fc.tuple(left, fc.constantFrom(...operators), right);

/** Expressions whose types mostly fit, so that most have a value. */
export const expressions: fc.Arbitrary<string> = fc.letrec<
  Record<'number' | 'text' | 'truth' | 'list' | 'any', string>
>(tie => ({
  number: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom(
      'event.i',
      'event.d',
      'event.f',
      'event.neg',
      'event.z',
      'event.m.a',
      '1',
      '2',
      '0',
      '2.5',
      '0x1f',
      '1e3',
    ),
    fc.constantFrom(
      'event.?x.orValue(1)',
      'event.?m.?a.orValue(7)',
      'event.x',
      'event.l[0]',
      '9007199254740993',
    ),
    binary(tie('number'), ['+', '-', '*', '/', '%'], tie('number')).map(([a, op, b]) => `(${a} ${op} ${b})`),
    binary(tie('number'), ['+', '-', '*', '/', '%'], tie('number')).map(([a, op, b]) => `${a} ${op} ${b}`),
    fc.tuple(tie('truth'), tie('number'), tie('number')).map(([a, b, c]) => `(${a} ? ${b} : ${c})`),
    fc.oneof(tie('text'), tie('list')).map(a => `size(${a})`),
    tie('any').map(a => `int(${a})`),
    tie('any').map(a => `double(${a})`),
    tie('number').map(a => `-(${a})`),
    fc
      .constantFrom(
        'getFullYear',
        'getMonth',
        'getDate',
        'getDayOfMonth',
        'getDayOfWeek',
        'getHours',
        'getMinutes',
        'getSeconds',
        'getMilliseconds',
      )
      .map(name => `timestamp(event.t).${name}()`),
  ),
  text: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom(
      'event.s',
      'event.u',
      'event.t',
      'event.ls[0]',
      'event["s"]',
      '"a"',
      "'b c'",
      String.raw`"é\n\"q\\"`,
      String.raw`r'\d'`,
      '"😀"',
    ),
    binary(tie('text'), ['+'], tie('text')).map(([a, op, b]) => `${a} ${op} ${b}`),
    tie('any').map(a => `string(${a})`),
    binary(tie('text'), ['lowerAscii', 'upperAscii', 'trim'], tie('text')).map(
      ([a, name]) => `(${a}).${name}()`,
    ),
    tie('list').map(a => `(${a}).join("-")`),
  ),
  truth: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom(
      'event.b',
      'true',
      'false',
      'has(event.s)',
      'has(event.x)',
      'has(event.m.a)',
      'has(event.x.y)',
      'has(event.n.x)',
      'event.?em.?k.?q.orValue(false)',
    ),
    binary(tie('any'), ['==', '!='], tie('any')).map(([a, op, b]) => `(${a} ${op} ${b})`),
    binary(tie('number'), ['<', '<=', '>', '>=', '==', '!='], tie('number')).map(
      ([a, op, b]) => `${a} ${op} ${b}`,
    ),
    binary(tie('text'), ['<', '<=', '>', '>='], tie('text')).map(([a, op, b]) => `(${a} ${op} ${b})`),
    binary(tie('truth'), ['&&', '||'], tie('truth')).map(([a, op, b]) => `${a} ${op} ${b}`),
    binary(tie('any'), ['in'], tie('list')).map(([a, op, b]) => `(${a} ${op} ${b})`),
    fc.constantFrom(
      '"a" in event.m',
      '"zz" in event.m',
      'timestamp(event.t) < timestamp(5)',
      'timestamp(event.t) == timestamp(1672628645)',
    ),
    tie('truth').map(a => `!(${a})`),
    binary(tie('text'), ['contains', 'startsWith', 'endsWith'], tie('text')).map(
      ([a, name, b]) => `(${a}).${name}(${b})`,
    ),
    binary(tie('text'), ['a+', '^[0-9]+$', String.raw`\\d`, 'x|b', '('], tie('text')).map(
      ([a, p]) => `(${a}).matches("${p}")`,
    ),
    binary(
      tie('list'),
      ['all', 'exists', 'exists_one'],
      fc.constantFrom('x > 1', 'x == "a"', 'x != event.s', 'x', 'x.a', 'x in [1, 2]'),
    ).map(([a, name, b]) => `(${a}).${name}(x, ${b})`),
  ),
  list: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom('event.l', 'event.ls', 'event.e', '[]', '[1, 2.5]', '["a", "b"]'),
    fc.tuple(tie('any'), tie('any')).map(([a, b]) => `[${a}, ${b}]`),
    fc.constantFrom('event.l + event.ls', 'event.e + event.e', 'event.ls + event.l'),
    fc
      .tuple(tie('list'), fc.constantFrom('x > 1', 'x == "a"', 'event.b'))
      .map(([a, b]) => `(${a}).filter(x, ${b})`),
    fc
      .tuple(tie('list'), fc.constantFrom('x', 'x * 2', '[x, event.s]', 'string(x)', '{"k": x}'))
      .map(([a, b]) => `(${a}).map(x, ${b})`),
    fc.tuple(tie('text'), fc.constantFrom('","', '""', '"a"', '" "')).map(([a, b]) => `(${a}).split(${b})`),
  ),
  any: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    tie('number'),
    tie('text'),
    tie('truth'),
    tie('list'),
    fc.constantFrom(
      'null',
      'event.n',
      'event.m',
      'event.em.k.q',
      'event',
      'event.l[1]',
      '{"k": event.d}',
      'event.m["b"]',
      'event.l[event.d]',
    ),
  ),
})).any;
