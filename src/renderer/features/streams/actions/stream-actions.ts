import { engineNow } from '../../../lib/engine.ts';
import type { InputOf } from '../../../lib/method-names.ts';

export type StreamActionInput = InputOf<'streamActions.preview'>['action'];

export const streamActionMethods = () => engineNow().streamActions;

/** Nothing is deleted, but what these take is not given to a consumer (again): on production they ask too. */
const takesOff: ReadonlySet<string> = new Set(['ack', 'dead-letter', 'read-group']);

export function takesOffPending(action: StreamActionInput | null): boolean {
  return takesOff.has(action?.kind ?? '');
}
