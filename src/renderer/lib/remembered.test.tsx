import { act, renderHook, waitFor } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { forgetMemory, rememberLayout } from './page-memory.ts';
import { useShared } from './remembered.ts';

afterEach(forgetMemory);
const NONE: readonly string[] = [];

it('what another window adds is seen, and what is added here stands beside it', async () => {
  const { result } = renderHook(() => useShared('favourites', NONE));
  const another = new BroadcastChannel('millrace.layout');
  try {
    another.postMessage({ name: 'favourites', value: '["alpha"]' });
    await waitFor(() => expect(result.current[0]).toEqual(['alpha']));
    const heard = new Promise(resolve =>
      another.addEventListener('message', ({ data }: MessageEvent) => resolve(data), { once: true }),
    );
    act(() => result.current[1](before => [...before, 'beta']));
    expect(result.current[0]).toEqual(['alpha', 'beta']);
    expect(await heard).toEqual({ name: 'favourites', value: '["alpha","beta"]' });
  } finally {
    another.close();
  }
});

it.each(['{', 'null'])('what cannot be read (%s) counts as not there', text => {
  rememberLayout('favourites', text);
  const { result } = renderHook(() => useShared('favourites', NONE));
  expect(result.current[0]).toBe(NONE);
  act(() => result.current[1](before => [...before, 'beta']));
  expect(result.current[0]).toEqual(['beta']);
});
