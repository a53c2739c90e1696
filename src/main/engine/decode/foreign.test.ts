import { deflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { decodePayload } from './decode.ts';
import { foreignFormat } from './foreign.ts';
import { lookAt } from './row-look.ts';

/** `pickle.dumps({'a': 1, 'b': [1, 'x']}, protocol)` of Python 3.12. */
const pickles = {
  0: Buffer.from('(dp0\nVa\np1\nI1\nsVb\np2\n(lp3\nI1\naVx\np4\nas.'),
  2: Buffer.from('80027d71002858010000006171014b0158010000006271025d7103284b01580100000078710465752e', 'hex'),
  4: Buffer.from('80049519000000000000007d94288c0161944b018c0162945d94284b018c01789465752e', 'hex'),
};

test.each(Object.entries(pickles))('a pickle of protocol %s', (_, bytes) => {
  expect(foreignFormat(bytes)).toBe('pickle');
});

test.each([
  'a:2:{s:1:"a";i:1;s:1:"b";b:0;}',
  'O:8:"stdClass":1:{s:1:"a";d:0.5;}',
  's:5:"hello";',
  'i:-5;',
  'b:1;',
  'd:1.5E+25;',
  'N;',
])('what PHP has serialised: %s', text => {
  expect(foreignFormat(Buffer.from(text))).toBe('php');
});

test.each([
  'hello.',
  '{"a":1}',
  'a: 2',
  'i:5',
  's:x',
  '(d is a letter.',
  'c',
  '',
  'N;N;x',
  '(dp0',
  'cat\nhello\n.',
])('neither: %s', text => {
  expect(foreignFormat(Buffer.from(text))).toBeNull();
});

test('is named where it is shown, and shown as what it would make, which nobody makes', () => {
  expect(decodePayload(pickles[4], null)).toMatchObject({
    steps: ['pickle'],
    form: 'text',
    bytes: Buffer.from('{"a": 1, "b": [1, "x"]}'),
  });
  // Cut in the middle: shown as it came.
  const cut = Buffer.concat([pickles[4].subarray(0, 20), Buffer.from('.')]);
  expect(decodePayload(cut, null)).toMatchObject({ steps: ['pickle'], form: 'bytes', bytes: null });
  expect(decodePayload(pickles[0], null)).toMatchObject({ steps: ['pickle'], form: 'text' });
  // As RQ keeps its jobs.
  expect(decodePayload(deflateSync(pickles[4]), null)).toMatchObject({
    steps: ['deflate', 'pickle'],
    form: 'text',
  });
  expect(decodePayload(Buffer.from('i:5;'), null)).toMatchObject({ steps: ['php'], form: 'text' });
  expect(decodePayload(Buffer.from('i:5;'), 'text')).toMatchObject({ steps: ['text'] });
  expect(lookAt(pickles[4], null, [])).toMatchObject({ steps: ['pickle'] });
  expect(lookAt(Buffer.from('hello'), null, [])).toMatchObject({ steps: [] });
});

test('a term of Erlang is no MessagePack, and an object of Java is found in base64', () => {
  // {1, 2}: as MessagePack it would be {104: 2, 97: 1, 97: 2}.
  const tuple = Buffer.from('83680261016102', 'hex');
  expect(decodePayload(tuple, null)).toMatchObject({ steps: ['erlang'], bytes: Buffer.from('{1, 2}') });
  expect(decodePayload(tuple, 'msgpack')).toMatchObject({ steps: ['msgpack'] });
  const text = Buffer.from('aced00057400026869', 'hex');
  expect(decodePayload(text, null)).toMatchObject({ steps: ['java'], bytes: Buffer.from('"hi"') });
  expect(decodePayload(Buffer.from(text.toString('base64')), null)).toMatchObject({
    steps: ['base64', 'java'],
  });
  expect(lookAt(tuple, null, [])).toMatchObject({ steps: ['erlang'] });
});
