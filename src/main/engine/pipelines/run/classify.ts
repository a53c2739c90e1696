import { MillraceError } from '#shared/rpc/errors.ts';

/**
 * What is to be done about a failure of Redis, whoever meets it: `reconnect` when the other side cannot be reached or has not answered, so that
 * the outcome of what was under way is unknown; `wait` when it refuses for a reason that passes; `reopen` when what was read has been taken away;
 * `end` when it would be the same again.
 */
export type Remedy = 'reconnect' | 'wait' | 'reopen' | 'end';

const away = new Set<string>(['disconnected', 'timeout', 'connect-failed']);

/** By the code of the reply: https://redis.io/docs/latest/develop/reference/protocol-spec/#simple-errors has no list, so it is the source's. */
const remedies: Record<string, Remedy> = {
  OOM: 'wait',
  MISCONF: 'wait',
  READONLY: 'wait',
  LOADING: 'wait',
  BUSY: 'wait',
  MASTERDOWN: 'wait',
  NOREPLICAS: 'wait',
  CLUSTERDOWN: 'wait',
  TRYAGAIN: 'wait',
  NOGROUP: 'reopen',
  UNBLOCKED: 'reopen',
};

export function classify(error: unknown): Remedy {
  if (!(error instanceof MillraceError)) return 'end';
  if (away.has(error.code)) return 'reconnect';
  return remedies[String(error.detail?.code)] ?? 'end';
}

/** No connection could be made. */
export function isUnreachable(error: unknown): boolean {
  return error instanceof MillraceError && error.code === 'connect-failed';
}

/** The server that refuses so may be another one when it is asked for anew: a primary after a fail-over, one that has loaded. */
export function mayBeAnotherServer(error: MillraceError): boolean {
  return ['READONLY', 'LOADING', 'MASTERDOWN'].includes(String(error.detail?.code));
}

/** What holds a pipeline up, for people. */
export function waitingText(error: MillraceError): string {
  return classify(error) === 'reconnect'
    ? `Waiting for Redis: ${error.message}`
    : `Redis refuses; trying again: ${error.message}`;
}
