import { expect, test } from 'vitest';
import { payloadMaker } from './publish-template.ts';

test('makes one payload after the other', () => {
  const make = payloadMaker('{"n":{{seq}},"twice":{{seq * 2}}}', false);
  expect([make(), make(), make()].map(String)).toEqual([
    '{"n":0,"twice":0}',
    '{"n":1,"twice":2}',
    '{"n":2,"twice":4}',
  ]);
});

test('makes bytes of escapes after the values', () => {
  expect([...payloadMaker('\\xff{{seq}}', true)()]).toEqual([0xff, 0x30]);
});

test('says where a value is wrong, and what', () => {
  expect(() => payloadMaker('ab{{seq +}}', false)).toThrow(
    expect.objectContaining({ code: 'bad-input', detail: { at: 9 } }),
  );
  expect(() => payloadMaker('ab{{seq', false)).toThrow(/without "}}"/);
  expect(() => payloadMaker('{{randInt(5, 1)}}', false)()).toThrow(/second number is smaller/);
});
