import { useEffect, useRef, useState } from 'react';
import type { LagCount } from '#shared/contract/streams.ts';
import { engineNow } from '../../../lib/engine.ts';
import { formatCount } from '../../../lib/format/numbers.ts';

/** What a person waits for; a larger lag is not known better by counting on. */
const BOUND = 1_000_000;

interface LagCounterProps {
  connectionId: string;
  streamKey: Uint8Array;
  group: Uint8Array;
}

/** For a lag that the server does not know: counts it by reading, up to a bound, when asked to. */
export function LagCounter({ connectionId, streamKey, group }: LagCounterProps) {
  const [count, setCount] = useState<LagCount | 'failed' | null>(null);
  const reading = useRef<AbortController | null>(null);
  useEffect(() => () => reading.current?.abort(), []);

  const start = async () => {
    const ended = (reading.current = new AbortController());
    setCount({ counted: 0, finished: false, bound: BOUND });
    try {
      const input = { connectionId, key: streamKey, group, bound: BOUND };
      for await (const frame of engineNow().streams.countLag(input, { signal: ended.signal }))
        setCount(frame);
    } catch {
      if (!ended.signal.aborted) setCount('failed');
    }
    reading.current = null;
  };

  if (count === null || count === 'failed')
    return (
      <button type="button" className="text-text underline underline-offset-2" onClick={() => void start()}>
        {count === 'failed' ? 'count again' : 'count it'}
      </button>
    );
  if (count.finished) return `${formatCount(count.counted)} counted`;
  if (count.counted >= count.bound) return `more than ${formatCount(count.bound)}`;
  return (
    <>
      {formatCount(count.counted)}…{' '}
      <button
        type="button"
        className="text-text underline underline-offset-2"
        onClick={() => reading.current?.abort()}
      >
        stop
      </button>
    </>
  );
}
