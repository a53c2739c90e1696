import process from 'node:process';
import { expect, test } from 'vitest';
import { onStopSignals } from './stop-signals.ts';

test('Ctrl+C that comes from the terminal and from each launcher is one wish; a later one is impatience', () => {
  const said: string[] = [];
  let now = 0;
  const letGo = onStopSignals({
    stop: signal => said.push(signal),
    stopAtOnce: () => said.push('at once'),
    now: () => now,
  });
  process.emit('SIGINT', 'SIGINT');
  now = 20;
  process.emit('SIGINT', 'SIGINT');
  process.emit('SIGTERM', 'SIGTERM');
  expect(said).toEqual(['SIGINT']);
  now = 700;
  process.emit('SIGHUP', 'SIGHUP');
  expect(said).toEqual(['SIGINT', 'at once']);
  letGo();
  expect(process.listenerCount('SIGHUP')).toBe(0);
});
