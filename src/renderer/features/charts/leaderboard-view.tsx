import { useState } from 'react';
import { useEngineQuery } from '../../lib/engine-query.ts';
import { formatCount } from '../../lib/format/numbers.ts';
import { useRemembered } from '../../lib/remembered.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { Field, Input } from '../../ui/field.tsx';

const TOP = 20;

/** Sorted sets by epoch, with a slider through them. */
export function LeaderboardView({ connectionId }: { connectionId: string }) {
  const [key, setKey] = useRemembered('charts.leaderboardKey', '{epoch}');
  const [epochKey, setEpochKey] = useRemembered('charts.epochKey', 'epoch_index');
  const [epoch, setEpoch] = useState<number | null>(null);
  const { data, error } = useEngineQuery(
    'series.leaderboard',
    { connectionId, key, epochKey, epoch, top: TOP },
    { everyMs: 1_000 },
  );
  const most = data?.rows[0]?.score ?? 1;
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-3 p-3">
      <div className="flex flex-none flex-wrap items-end gap-3">
        <Field label="Key of an epoch">
          <Input mono value={key} onChange={event => setKey(event.target.value)} />
        </Field>
        <Field label="Epoch index">
          <Input mono value={epochKey} onChange={event => setEpochKey(event.target.value)} />
        </Field>
        {data && data.highest !== null && (
          <label className="flex min-w-60 flex-1 flex-col gap-1">
            <span className="text-xs/[18px] text-muted">{`Epoch ${data.epoch ?? 0} of ${data.highest}${epoch === null ? ' · the newest' : ''}`}</span>
            <input
              type="range"
              min={0}
              max={data.highest}
              value={data.epoch ?? 0}
              onChange={event =>
                setEpoch(Number(event.target.value) === data.highest ? null : Number(event.target.value))
              }
              className="accent-[var(--accent)]"
            />
          </label>
        )}
      </div>
      {error && <ErrorPanel what="The leaderboard cannot be read." error={error} />}
      {data && data.epoch !== null ? (
        <ol aria-label={`Epoch ${data.epoch}`} className="min-h-0 flex-1 overflow-y-auto">
          {data.rows.map(({ member, score }, index) => (
            <li key={member} className="relative flex h-6 items-center gap-2 px-2">
              <span
                aria-hidden
                className="absolute inset-y-0.5 left-0 rounded-sm bg-accent-bg"
                style={{ width: `${(score / most) * 100}%` }}
              />
              <span className="relative w-6 text-right text-muted">{index + 1}</span>
              <span className="mono relative min-w-0 flex-1 truncate">{member}</span>
              <span className="mono relative">{formatCount(score)}</span>
            </li>
          ))}
        </ol>
      ) : (
        <EmptyState title="No epoch yet" command={`GET ${epochKey}`}>
          The recipe Edit leaderboard writes a sorted set for each window.
        </EmptyState>
      )}
    </div>
  );
}
