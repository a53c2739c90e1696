import { askPing } from '#engine/connections/discovery/ports.ts';
import { until } from './until.ts';

/** Waits until a server of this machine answers a PING: one that is held up for a moment answers at the next try. */
export async function answered(port: number): Promise<void> {
  await until(
    () => askPing('127.0.0.1', port),
    answer => answer === '',
  );
}
