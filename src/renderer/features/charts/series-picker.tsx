import { useState } from 'react';
import type { SizedSeries } from '#shared/contract/series.ts';
import { useAction } from '../../lib/actions.ts';
import { formatAmount, formatCount } from '../../lib/format/numbers.ts';
import { useRemembered } from '../../lib/remembered.ts';
import { Button } from '../../ui/button.tsx';
import { Field, Input } from '../../ui/field.tsx';
import { Select } from '../../ui/select.tsx';
import { Checkbox } from '../../ui/switch.tsx';
import { MAX_LINES } from '#shared/contract/series.ts';
import { choices, type SeriesOrder } from './series-choice.ts';

const SHOWN_ROWS = 200;
const orders = [
  { value: 'size', label: 'By size' },
  { value: 'name', label: 'By name' },
] as const;

interface SeriesPickerProps {
  /** Largest first; undefined until they have been measured. */
  found: { series: readonly SizedSeries[]; more: boolean } | undefined;
  chosen: readonly string[];
  /** What a person chose; null for the busiest, whichever they are. */
  picked: readonly string[] | null;
  onPick: (picked: readonly string[] | null) => void;
}

/** Which series are drawn: each with its sum over the window that is shown. */
export function SeriesPicker({ found, chosen, picked, onPick }: SeriesPickerProps) {
  const [search, setSearch] = useState('');
  const [order, setOrder] = useRemembered<SeriesOrder>('charts.order', 'size');
  const rows = choices(found?.series ?? [], picked, order, search);
  const isFull = chosen.length >= MAX_LINES;
  const showBusiest = () => onPick(null);
  const showNone = () => onPick([]);
  useAction({ id: 'charts.busiest', title: 'Draw the busiest series', group: 'Charts', run: showBusiest });
  useAction({ id: 'charts.none', title: 'Draw none of the series', group: 'Charts', run: showNone });
  return (
    <>
      <Field label="Search">
        <Input value={search} onChange={event => setSearch(event.target.value)} />
      </Field>
      <div className="flex items-center gap-1">
        <Select
          label="Order of the series"
          value={order}
          onValue={setOrder}
          options={orders}
          className="flex-1"
        />
        <Button
          variant={picked === null ? 'plain' : 'quiet'}
          aria-pressed={picked === null}
          onClick={showBusiest}
        >
          Busiest
        </Button>
        <Button variant="quiet" onClick={showNone}>
          None
        </Button>
      </div>
      <fieldset className="flex flex-col gap-1">
        <legend className="pb-1 text-xs/[18px] text-muted">
          {found
            ? `${formatCount(chosen.length)} of ${formatCount(found.series.length)}${found.more ? ' and more' : ''}, at most ${MAX_LINES}`
            : 'Measuring…'}
        </legend>
        {rows.slice(0, SHOWN_ROWS).map(({ name, sum }) => {
          const isChosen = chosen.includes(name);
          return (
            <div key={name} className="flex items-start gap-2">
              <div className="min-w-0 flex-1 wrap-anywhere">
                <Checkbox
                  label={name}
                  checked={isChosen}
                  disabled={isFull && !isChosen}
                  onChecked={on => onPick(on ? [...chosen, name] : chosen.filter(other => other !== name))}
                />
              </div>
              <span className="mono text-muted tabular-nums">{formatAmount(sum)}</span>
            </div>
          );
        })}
        {rows.length > SHOWN_ROWS && (
          <p className="text-xs/[18px] text-muted">
            {`${formatCount(rows.length - SHOWN_ROWS)} more: search for them.`}
          </p>
        )}
        {found && rows.length === 0 && search !== '' && (
          <p className="text-xs/[18px] text-muted">No series matches this name.</p>
        )}
      </fieldset>
    </>
  );
}
