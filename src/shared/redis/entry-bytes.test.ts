import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeEntry, encodeEntry } from './entry-bytes.ts';

const flatFields = fc
  .array(fc.tuple(fc.uint8Array({ maxLength: 300 }), fc.uint8Array({ maxLength: 300 })), { maxLength: 200 })
  .map(pairs => pairs.flat());

test('repeated names, order and bytes survive', () => {
  fc.assert(
    fc.property(flatFields, flat => {
      const entry = decodeEntry(encodeEntry('18446744073709551615-1', flat));
      expect(entry.id).toBe('18446744073709551615-1');
      expect(entry.fieldCount).toBe(flat.length / 2);
      expect(entry.fields.flatMap(field => [field.name, field.value])).toEqual(flat);
    }),
  );
});

test('a preview says how large the whole is', () => {
  const flat = Array.from({ length: 100_000 }, (_, index) => new Uint8Array(index === 1 ? 10_000_000 : 3));
  const bytes = encodeEntry('1-1', flat, { maxFields: 2, maxBytes: 16 });
  expect(bytes.length).toBeLessThan(80);
  const entry = decodeEntry(bytes);
  expect(entry.fieldCount).toBe(50_000);
  expect(entry.fields).toHaveLength(2);
  expect(entry.fields[0]!.valueSize).toBe(10_000_000);
  expect(entry.fields[0]!.value).toHaveLength(16);
});

test('the beginning of an entry reads as the beginning of an entry', () => {
  fc.assert(
    fc.property(flatFields, fc.nat(2_000), (flat, length) => {
      const bytes = encodeEntry('1-1', flat).subarray(0, length);
      const entry = decodeEntry(bytes);
      for (const [index, field] of entry.fields.entries()) {
        const whole = flat[index * 2 + 1]!;
        expect(whole.subarray(0, field.value.length)).toEqual(field.value);
      }
    }),
  );
});
