import { expect, test } from 'vitest';
import { provenanceFields, splitDeadLetter } from './dead-letter.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const tail = ['orders', 'billing', 'alice', '5-1', '9223372036854775807', '1700000000000', 'poison'];
const letter = [
  { name: bytes('a'), value: bytes('1') },
  { name: bytes('a'), value: bytes('2') },
  ...provenanceFields.map((name, index) => ({ name: bytes(name), value: bytes(tail[index]!) })),
];

test('a dead letter parts into the entry as it was and where it came from', () => {
  const { original, provenance } = splitDeadLetter(letter)!;
  expect(original).toEqual(letter.slice(0, 2));
  expect(provenance).toMatchObject({
    source: bytes('orders'),
    id: '5-1',
    deliveries: '9223372036854775807',
    movedAt: 1_700_000_000_000,
    reason: 'poison',
  });
});

test('an entry with other fields at its end is no dead letter', () => {
  expect(splitDeadLetter(letter.slice(0, 3))).toBeNull();
  expect(splitDeadLetter([...letter, { name: bytes('x'), value: bytes('') }])).toBeNull();
});
