import { act, renderHook } from '@testing-library/react';
import { beforeEach, expect, it } from 'vitest';
import { chooseFramework, chosenFor, useChoices } from './chosen-frameworks.ts';
import { forgetMemory, layoutOf, rememberLayout } from './page-memory.ts';

beforeEach(forgetMemory);

it('goes by the name itself before the longest prefix, and knows none from not said', () => {
  const { result } = renderHook(() => useChoices('p1'));
  act(() => {
    chooseFramework('p1', 'prefix', 'a:', 'Bull');
    chooseFramework('p1', 'prefix', 'a:b:', 'BullMQ');
    chooseFramework('p1', 'key', 'a:b:c', null);
    chooseFramework('p2', 'key', 'a:b:d', 'RQ');
  });
  const of = (name: string) => chosenFor(result.current, 'key', name);
  expect(of('a:x')).toBe('Bull');
  expect(of('a:b:d')).toBe('BullMQ');
  expect(of('a:b:c')).toBeNull();
  expect(of('b')).toBeUndefined();
  expect(chosenFor(result.current, 'prefix', 'a:b:')).toBe('BullMQ');
  expect(chosenFor(result.current, 'channel', 'a:x')).toBeUndefined();
  act(() => chooseFramework('p1', 'key', 'a:b:c', undefined));
  expect(of('a:b:c')).toBe('BullMQ');
});

it('keeps the newest, and takes what is broken as nothing', () => {
  rememberLayout('frameworks p1', '{"key a": 3, "key b"');
  const { result } = renderHook(() => useChoices('p1'));
  expect(result.current).toEqual({});
  act(() => {
    for (let n = 0; n < 201; n++) chooseFramework('p1', 'key', `k${n}`, 'RQ');
  });
  expect(chosenFor(result.current, 'key', 'k0')).toBeUndefined();
  expect(chosenFor(result.current, 'key', 'k200')).toBe('RQ');
  const before = layoutOf('frameworks p1');
  chooseFramework('p1', 'key', 'x'.repeat(301), 'RQ');
  expect(layoutOf('frameworks p1')).toBe(before);
});
