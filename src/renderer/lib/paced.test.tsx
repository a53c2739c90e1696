import { act, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { usePaced } from './paced.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function Shown({ value }: { value: number }) {
  return <output>{usePaced(value, 1_000)}</output>;
}
const shown = () => Number(screen.getByRole('status').textContent);
const pass = (ms: number) => act(() => void vi.advanceTimersByTime(ms));

it('shows the first value at once, and of those that follow the newest of each second', () => {
  const { rerender } = render(<Shown value={1} />);
  expect(shown()).toBe(1);
  rerender(<Shown value={2} />);
  pass(500);
  rerender(<Shown value={3} />);
  expect(shown()).toBe(1);
  pass(500);
  expect(shown()).toBe(3);
  pass(5_000);
  expect(shown()).toBe(3);
});
