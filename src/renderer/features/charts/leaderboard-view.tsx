import { Download } from 'lucide-react';
import { useState } from 'react';
import type { MillraceError } from '#shared/rpc/errors.ts';
import { asError, engineNow } from '../../lib/engine.ts';
import { useEngineQuery } from '../../lib/engine-query.ts';
import { countOf } from '../../lib/format/numbers.ts';
import { saveFile } from '../../lib/save-file.ts';
import { IconButton } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { Field, Input } from '../../ui/field.tsx';
import { RankedList } from '../../ui/ranked-list.tsx';
import { useOpenedOrRemembered } from './opened-or-remembered.ts';
import { leaderboardCsv } from './leaderboard-csv.ts';
import { RecipeButton } from './recipe-button.tsx';

const TOP = 20;
/** Of one epoch, the highest first. */
const MOST_EXPORTED = 10_000;

/** Sorted sets by epoch, with a slider through them. */
export function LeaderboardView({ connectionId }: { connectionId: string }) {
  const [key, setKey] = useOpenedOrRemembered('key', '{epoch}');
  const [epochKey, setEpochKey] = useOpenedOrRemembered('epoch', 'epoch_index');
  const [epoch, setEpoch] = useState<number | null>(null);
  const { data, error, refetch } = useEngineQuery(
    'series.leaderboard',
    { connectionId, key, epochKey, epoch, top: TOP },
    { everyMs: 1_000 },
  );
  const [failed, setFailed] = useState<MillraceError | null>(null);
  const save = async () => {
    setFailed(null);
    try {
      const input = { connectionId, key, epochKey, epoch: data?.epoch ?? null, top: MOST_EXPORTED };
      const { rows, epoch: saved } = await engineNow().series.leaderboard(input);
      saveFile([leaderboardCsv(rows)], `${epochKey}-${saved}.csv`, 'text/csv');
    } catch (thrown) {
      setFailed(asError(thrown));
    }
  };
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-3 p-3">
      <div className="flex flex-none flex-wrap items-start gap-3">
        <Field label="Key of an epoch" hint="An epoch is one window of the pipeline, by its number.">
          <Input mono value={key} onChange={event => setKey(event.target.value)} />
        </Field>
        <Field label="Epoch index" hint="The key that holds the newest number.">
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
        {data && data.epoch !== null && (
          <IconButton label="Export as CSV" onClick={() => void save()}>
            <Download size={14} aria-hidden />
          </IconButton>
        )}
      </div>
      {error && (
        <ErrorPanel what="The leaderboard cannot be read." error={error} onRetry={() => void refetch()} />
      )}
      {failed && (
        <ErrorPanel what="The leaderboard was not exported." error={failed} onRetry={() => void save()} />
      )}
      {data && data.epoch !== null && (
        <div className="min-h-0 flex-1 overflow-y-auto">
          <RankedList label={`Epoch ${data.epoch}`} rows={data.rows} />
          {data.members > data.rows.length && (
            <p className="p-2 text-xs/[18px] text-muted">
              {`the highest ${data.rows.length} of ${countOf(data.members, 'member')}`}
            </p>
          )}
        </div>
      )}
      {data?.epoch === null && !error && (
        <EmptyState
          title="No epoch yet"
          action={<RecipeButton id="edit-leaderboard">Go to Edit leaderboard</RecipeButton>}
          command={`GET ${epochKey}`}
        >
          The recipe Edit leaderboard writes a sorted set for each window.
        </EmptyState>
      )}
    </div>
  );
}
