import type { Condition } from '#shared/contract/condition.ts';
import { matchesAll, noCondition } from '#shared/contract/every-condition.ts';
import { X } from 'lucide-react';
import { useState } from 'react';
import { formatCount } from '../../../lib/format/numbers.ts';
import { IconButton } from '../../../ui/button.tsx';
import { Chip } from '../../../ui/chip.tsx';
import { Select } from '../../../ui/select.tsx';
import { ConditionInput } from '../condition-input.tsx';
import { ConsumerPicker } from './consumer-picker.tsx';
import { Histogram } from './histogram.tsx';
import {
  deliveriesText,
  idleText,
  isFiltering,
  noQuery,
  type PendingQuery,
  type SurveyCounts,
} from './pending-filters.ts';

interface FilterBarProps {
  connectionId: string;
  streamKey: Uint8Array;
  survey: SurveyCounts | null;
  query: PendingQuery;
  onQuery: (query: PendingQuery) => void;
  consumers: readonly string[];
  colorOf: (consumer: string) => number;
}

/** Two pictures of the whole list that filter when they are brushed, and the other conditions. */
export function FilterBar({
  connectionId,
  streamKey,
  survey,
  query,
  onQuery,
  consumers,
  colorOf,
}: FilterBarProps) {
  const set = (part: Partial<PendingQuery>) => onQuery({ ...query, ...part });
  const ownerless = (survey?.ownerless ?? 0) > 0;
  return (
    <div className="flex flex-none flex-wrap items-center gap-x-6 gap-y-2 border-b border-line bg-surface px-3 py-2">
      {survey && (
        <>
          <Histogram
            name={
              survey.finished
                ? 'idle'
                : `idle · ${formatCount(survey.scanned)} of ${formatCount(survey.total)}`
            }
            histogram={survey.idle}
            barText={index => idleText(survey.idle.edges, { from: index, to: index })}
            color="var(--pending)"
            brush={query.idle}
            onBrush={idle => set({ idle })}
          />
          <Histogram
            name="deliveries"
            histogram={survey.deliveries}
            barText={index => deliveriesText(survey.deliveries.edges, { from: index, to: index })}
            color="var(--series-1)"
            dangerFrom={5}
            brush={query.deliveries}
            onBrush={deliveries => set({ deliveries })}
          />
        </>
      )}
      <div className="ml-auto flex min-w-0 flex-wrap items-center justify-end gap-2">
        {query.idle && survey && (
          <Chip
            name={`idle ${idleText(survey.idle.edges, query.idle)}`}
            removeLabel="Any idle time"
            onRemove={() => set({ idle: null })}
          />
        )}
        {query.deliveries && survey && (
          <Chip
            name={`delivered ${deliveriesText(survey.deliveries.edges, query.deliveries)}`}
            removeLabel="Any number of deliveries"
            onRemove={() => set({ deliveries: null })}
          />
        )}
        <ConsumerPicker
          consumer={query.consumer}
          onConsumer={consumer => set({ consumer })}
          consumers={consumers}
          ownerless={ownerless}
          colorOf={colorOf}
        />
        <Select
          label="Ghosts"
          className="w-36"
          value={query.ghosts}
          onValue={ghosts => set({ ghosts })}
          options={[
            { value: 'any', label: 'with ghosts' },
            { value: 'only', label: 'ghosts only' },
            { value: 'without', label: 'without ghosts' },
          ]}
        />
        <PayloadFilter
          key={`${query.payload.language} ${query.payload.text}`}
          connectionId={connectionId}
          streamKey={streamKey}
          query={query}
          onQuery={set}
        />
        {isFiltering(query) && (
          <IconButton label="Remove all conditions" onClick={() => onQuery(noQuery)}>
            <X size={15} aria-hidden />
          </IconButton>
        )}
      </div>
    </div>
  );
}

interface PayloadFilterProps extends Pick<FilterBarProps, 'connectionId' | 'streamKey' | 'query'> {
  onQuery: (part: Partial<PendingQuery>) => void;
}

/** Text or CEL on the payload; takes effect with Enter, or when it is left. */
function PayloadFilter({ connectionId, streamKey, query, onQuery }: PayloadFilterProps) {
  const { payload } = query;
  const [typed, setTyped] = useState<Condition>(
    matchesAll(payload) ? { language: 'cel', text: '' } : payload,
  );
  const applied: Condition = { ...typed, text: typed.language === 'cel' ? typed.text.trim() : typed.text };
  const changed = matchesAll(applied)
    ? !matchesAll(payload)
    : applied.language !== payload.language || applied.text !== payload.text;
  return (
    <ConditionInput
      connectionId={connectionId}
      streamKey={streamKey}
      label="Payload filter"
      action={{ id: 'pending.filter', title: 'Filter pending entries by payload' }}
      isPending
      value={typed}
      onValue={setTyped}
      onApply={() => changed && onQuery({ payload: matchesAll(applied) ? noCondition : applied })}
      appliesOnLeave
    />
  );
}
