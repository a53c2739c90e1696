import type { ConnectionState } from '#shared/contract/connections.ts';
import { useNow } from '../lib/now.ts';
import { cx } from '../lib/class-names.ts';

/** `silent`: connected as far as the socket knows, but the server does not answer. */
type ShownState = ConnectionState['state'] | 'silent';

const words: Record<ShownState, string> = {
  connecting: 'connecting',
  ready: 'connected',
  lost: 'lost',
  failed: 'failed',
  closed: 'closed',
  silent: 'not answering',
};

/** A PING is sent every second. */
const SILENT_AFTER_MS = 2_000;

/** Whether a server that is connected has stopped answering. */
export function isSilent(silentMs: number | null): boolean {
  return silentMs !== null && silentMs > SILENT_AFTER_MS;
}

interface ConnectionStateTextProps {
  state: ConnectionState;
  /** For how long a PING has been waiting; null where none does. */
  silentMs?: number | null;
  word?: boolean;
}

/** The state in a word, with a sign beside it that also tells the states apart without colour. */
export function ConnectionStateText({ state, silentMs = null, word = true }: ConnectionStateTextProps) {
  const shown = state.state === 'ready' && isSilent(silentMs) ? 'silent' : state.state;
  return (
    <span className="inline-flex items-center gap-1.5">
      <StateDot state={shown} />
      {word ? <span>{words[shown]}</span> : <span className="sr-only">{words[shown]}</span>}
    </span>
  );
}

/** Why it is not connected and what happens next; null where there is nothing to say. */
export function ConnectionReason({ state }: { state: ConnectionState }) {
  if (state.state === 'lost') return <Countdown reason={state.reason} retryAt={state.retryAt} />;
  if (state.state === 'failed') return <>{state.reason}</>;
  if (state.state === 'connecting' && state.attempt > 1) return <>attempt {state.attempt}</>;
  return null;
}

function Countdown({ reason, retryAt }: { reason: string; retryAt: number }) {
  const seconds = Math.max(0, Math.ceil((retryAt - useNow(250)) / 1_000));
  return (
    <>
      {reason} · {seconds > 0 ? `trying again in ${seconds} s` : 'trying again'}
    </>
  );
}

function StateDot({ state }: { state: ShownState }) {
  const shapes: Record<ShownState, string> = {
    ready: 'rounded-full bg-ok',
    connecting: 'rounded-full border-2 border-pending animate-pulse',
    lost: 'rotate-45 bg-pending',
    failed: 'rounded-none bg-danger',
    closed: 'rounded-full border-2 border-control',
    silent: 'rotate-45 bg-pending',
  };
  return <span aria-hidden className={cx('inline-block size-2 shrink-0', shapes[state])} />;
}
