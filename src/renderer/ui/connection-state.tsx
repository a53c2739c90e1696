import type { ConnectionState } from '#shared/contract/connections.ts';
import { useNow } from '../lib/now.ts';
import { cx } from '../lib/class-names.ts';

const words: Record<ConnectionState['state'], string> = {
  connecting: 'connecting',
  ready: 'connected',
  lost: 'lost',
  failed: 'failed',
  closed: 'closed',
};

/** The state in a word, with a sign beside it that also tells the states apart without colour. */
export function ConnectionStateText({ state, word = true }: { state: ConnectionState; word?: boolean }) {
  return (
    <span className="inline-flex items-center gap-1.5">
      <StateDot state={state.state} />
      {word ? <span>{words[state.state]}</span> : <span className="sr-only">{words[state.state]}</span>}
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

function StateDot({ state }: { state: ConnectionState['state'] }) {
  const shapes: Record<ConnectionState['state'], string> = {
    ready: 'rounded-full bg-ok',
    connecting: 'rounded-full border-2 border-pending animate-pulse',
    lost: 'rotate-45 bg-pending',
    failed: 'rounded-none bg-danger',
    closed: 'rounded-full border-2 border-control',
  };
  return <span aria-hidden className={cx('inline-block size-2 shrink-0', shapes[state])} />;
}
