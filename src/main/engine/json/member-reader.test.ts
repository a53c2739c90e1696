import { isUtf8 } from 'node:buffer';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { picked } from '../../../../test/support/picked.ts';
import { MemberReader } from './member-reader.ts';
import { parseJsonBytes } from './parse-json.ts';

const read = (text: string | Buffer, ...paths: string[]) =>
  new MemberReader(paths.map(path => path.split('.'))).read(Buffer.from(text as string));

test('the members that are wanted, at any depth, and no others', () => {
  const text = '{"a": 1.5, "b": {"c": [1, {"d": "x"}], "e": "ä"}, "f": true, "g": null, "h": -0}';
  expect(read(text, 'a', 'b.c', 'f', 'g', 'h', 'missing')).toEqual({
    a: 1.5,
    b: { c: [1, { d: 'x' }] },
    f: true,
    g: null,
    h: -0,
  });
  expect(read(text, 'b', 'b.c')).toEqual({ b: { c: [1, { d: 'x' }], e: 'ä' } });
  expect(read(text, 'a.b.c', 'f.x')).toEqual({ a: 1.5, f: true });
  expect(read(text)).toEqual({});
});

test('of a member that is there twice the last counts, whatever the first was', () => {
  expect(read('{"a":{"b":1},"a":2}', 'a.b')).toEqual({ a: 2 });
  expect(read('{"a":1,"a":{"b":{}, "c":2}}', 'a.b')).toEqual({ a: { b: {} } });
  expect(read('{"a":{"b":1},"a":{"c":2}}', 'a.b')).toEqual({ a: {} });
});

test('texts with escapes and numbers of many digits are what the parser makes of them', () => {
  expect(
    read(
      String.raw`{"a":"\u00e4\n\"","b":12345678901234567890,"c":0.12345678901234567890,"d":1e400}`,
      'a',
      'b',
      'c',
      'd',
    ),
  ).toEqual({ a: 'ä\n"', b: 12345678901234567890n, c: 0.12345678901234568, d: Infinity });
});

test('a text that was read before is never taken for another one that looks like it', () => {
  const texts = [
    'abcde',
    'abXde',
    'aXcde',
    'abcXe',
    'ä',
    '\u4000',
    'ä\u0080\u0080',
    '',
    'x'.repeat(64),
    'x'.repeat(65),
  ];
  for (let round = 0; round < 3; round++)
    for (const a of texts) expect(read(JSON.stringify({ a }), 'a')).toEqual({ a });
});

test.each([
  ['no object', '[1]'],
  ['a name with an escape, which may be the one', String.raw`{"\u0061":1}`],
  ['an object with a prototype or a constructor of its own', '{"__proto__":1}'],
  ['an object with a prototype or a constructor of its own', '{"constructor":1}'],
  ['something nested deep', `{"b":${'['.repeat(200)}${']'.repeat(200)}}`],
  ['something large', `{"b":"${'x'.repeat(2 ** 16)}"}`],
])('%s is left to the parser', (_, text) => {
  expect(read(text, 'a')).toBeNull();
});

test.each([
  '',
  ' ',
  '{',
  '{"a"',
  '{"a":',
  '{"a":1',
  '{"a":1,',
  '{"a":1,}',
  '{,}',
  '{"a":1}}',
  '{"a":1} x',
  '{a:1}',
  "{'a':1}",
  '{"b":01}',
  '{"b":1.}',
  '{"b":.5}',
  '{"b":-}',
  '{"b":+1}',
  '{"b":1e}',
  '{"b":1e+}',
  '{"b":tru}',
  '{"b":nulll}',
  '{"b":NaN}',
  '{"b":"\t"}',
  '{"b":"\\x"}',
  '{"b":"\\u12g4"}',
  '{"b":"\\',
  '{"b":"\\u12',
  '{"b":[1,]}',
  '{"b":[,1]}',
  '{"b":[1 2]}',
  '{"b":[1}}',
  '\ufeff{"a":1}',
  '{"a":1}\u00a0',
  '{"a":1}\0',
  '{"b":"\0"}',
])('%j is refused, as the parser refuses it', text => {
  expect(() => JSON.parse(text) as unknown).toThrow(SyntaxError);
  expect(read(text, 'a')).toBeNull();
  expect(read(text, 'b')).toBeNull();
});

test('bytes that are no UTF-8 are refused', () => {
  expect(read(Buffer.from('{"b":"\xe4"}', 'latin1'), 'a')).toBeNull();
});

const name = fc.constantFrom('a', 'b', 'c', 'ä', 'constructor', '__proto__', '', 'a.b');
const path = fc.array(name, { minLength: 1, maxLength: 3 });
const space = fc.constantFrom('', '', '', ' ', '\n\t', '\r ');
const scalar = fc.oneof(
  fc.string({ unit: 'binary' }).map(text => JSON.stringify(text)),
  fc.constantFrom(
    '""',
    '"\\u00e4\\/"',
    'true',
    'false',
    'null',
    '0',
    '-0',
    '1e5',
    '-1.25E-3',
    '9007199254740993',
    '123456789012345',
    '1e999',
  ),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.integer().map(String),
);
/** JSON as anybody might write it: with space, names that are there twice, and every form of a value. */
const { json } = fc.letrec<{ json: string }>(tie => {
  const spaced = fc.tuple(space, tie('json'), space).map(parts => parts.join(''));
  const member = fc
    .tuple(space, name, space, spaced)
    .map(([before, key, after, value]) => `${before}${JSON.stringify(key)}${after}:${value}`);
  return {
    json: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      scalar,
      fc.array(spaced, { maxLength: 3 }).map(items => `[${items.join(',')}]`),
      fc.array(member, { maxLength: 5 }).map(members => `{${members.join(',')}}`),
    ),
  };
});
const object = fc
  .array(fc.tuple(name, json), { maxLength: 6 })
  .map(members => `{${members.map(([key, value]) => `${JSON.stringify(key)}:${value}`).join(',')}}`);

test('what is read of any JSON is what the parser gives', () => {
  fc.assert(
    fc.property(object, fc.array(path, { maxLength: 4 }), (text, paths) => {
      const bytes = Buffer.from(text);
      const members = new MemberReader(paths).read(bytes);
      if (members === null) expect(text).toMatch(/constructor|__proto__/);
      else expect(isDeepStrictEqual(members, picked(parseJsonBytes(bytes), paths))).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test('what the parser refuses is never read, whatever a byte was changed to', () => {
  const changed = fc.tuple(
    object,
    fc.nat(),
    fc.oneof(fc.nat({ max: 255 }), fc.constantFrom(...Buffer.from('{}[]",:\\0-.eE u'))),
    fc.constantFrom(0, 1),
  );
  fc.assert(
    fc.property(changed, fc.array(path, { maxLength: 4 }), ([text, place, byte, removed], paths) => {
      const bytes = Buffer.from(text);
      const at = place % (bytes.length + 1);
      const other = Buffer.concat([bytes.subarray(0, at), Buffer.from([byte]), bytes.subarray(at + removed)]);
      const members = new MemberReader(paths).read(other);
      if (members === null) return;
      expect(isUtf8(other)).toBe(true);
      expect(isDeepStrictEqual(members, picked(parseJsonBytes(other), paths))).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});
