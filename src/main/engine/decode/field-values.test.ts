import { gzipSync } from 'node:zlib';
import { encode } from '@msgpack/msgpack';
import { expect, test } from 'vitest';
import { RowFields } from './field-values.ts';

const json = '{"task":"mail"}';
const base64 = Buffer.from(json).toString('base64');

function shown(fields: (string | Uint8Array)[], chosen: ConstructorParameters<typeof RowFields>[0] = []) {
  const parts = fields.map(part => (typeof part === 'string' ? Buffer.from(part) : part));
  return new RowFields(chosen).of(parts).map(part => Buffer.from(part).toString());
}

test('of what looks wrapped the inside is shown, and all else as it came', () => {
  expect(shown(['body', base64, 'n', '1', 'packed', encode({ a: 1 }), 'zip', gzipSync('hello')])).toEqual([
    'body',
    json,
    'n',
    '1',
    'packed',
    '{"a":1}',
    'zip',
    'hello',
  ]);
});

test('what was chosen for a field goes before the guess', () => {
  const field = Buffer.from('data');
  expect(shown(['data', Buffer.from('hello').toString('base64')])[1]).toBe('aGVsbG8=');
  expect(shown(['data', Buffer.from('hello').toString('base64')], [{ field, as: 'base64' }])[1]).toBe(
    'hello',
  );
  expect(shown(['data', base64], [{ field, as: 'text' }])[1]).toBe(base64);
  expect(shown(['data', 'no gzip'], [{ field, as: 'gzip' }])[1]).toBe('no gzip');
});

test('a page is bounded: what is large, or beyond what a page may need, stays as it came', () => {
  const large = Buffer.from(JSON.stringify({ pad: 'x'.repeat(10_000) })).toString('base64');
  expect(shown(['body', large])[1]).toBe(large);
  const bomb = gzipSync(Buffer.alloc(200_000));
  expect(new RowFields().of([Buffer.from('bomb'), bomb])[1]).toBe(bomb);
  const rows = new RowFields();
  const many = Array.from(
    { length: 1_000 },
    () => rows.of([Buffer.from('zip'), gzipSync(Buffer.alloc(60_000, 'a'))])[1]!.length,
  );
  expect(many.filter(length => length === 60_000).length).toBeLessThan(100);
});
