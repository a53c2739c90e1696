import process from 'node:process';

/**
 * A terminal sends Ctrl+C to every process in it, and each launcher in between (npm, `npm start`) passes it on: what comes within this time
 * is one wish.
 */
const SAME_WISH_MS = 500;
type StopSignal = 'SIGINT' | 'SIGTERM' | 'SIGHUP';

interface StopSignalOptions {
  /** All of them, unless it says otherwise. */
  signals?: readonly StopSignal[];
  /** The first signal: end in order. */
  stop: (signal: NodeJS.Signals) => void;
  /** A person who does not want to wait. */
  stopAtOnce: () => void;
  now?: () => number;
}

/**
 * Ends the program as signals ask: in order, and at once when asked again.
 *
 * @returns lets go of the signals
 */
export function onStopSignals({
  signals = ['SIGINT', 'SIGTERM', 'SIGHUP'],
  stop,
  stopAtOnce,
  now = () => performance.now(),
}: StopSignalOptions): () => void {
  let askedAt: number | undefined;
  const onSignal = (signal: NodeJS.Signals) => {
    if (askedAt === undefined) {
      askedAt = now();
      stop(signal);
    } else if (now() - askedAt > SAME_WISH_MS) stopAtOnce();
  };
  for (const signal of signals) process.on(signal, onSignal);
  return () => {
    for (const signal of signals) process.off(signal, onSignal);
  };
}
