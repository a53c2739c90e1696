import { expect, it } from 'vitest';
import { fieldPathText } from './field-path.ts';

it('writes paths as people do', () => {
  expect(fieldPathText(['meta', 'dt'])).toBe('meta.dt');
  expect(fieldPathText(['items', 0, 'the key'])).toBe('items[0]["the key"]');
  expect(fieldPathText([3, 'größe'])).toBe('[3].größe');
});
