import { timeOfStreamId } from '#shared/redis/stream-id.ts';
import { formatExactBytes } from '../../../lib/format/byte-sizes.ts';
import { formatFullTime, formatTime } from '../../../lib/format/times.ts';
import type { Column } from '../../../ui/data-grid/columns.ts';
import { fieldsText } from '../entry-text.ts';
import { FieldsLine } from '../fields-line.tsx';
import { markColumn } from '../mark-column.tsx';
import type { Selection } from '../selection.ts';
import type { EntryRow } from './entry-rows.ts';

interface EntryColumnOptions {
  utc: boolean;
  selection: Selection<EntryRow>;
  onMark: (row: EntryRow, extend: boolean) => void;
  /** Fields that have a column of their own, in order; the rest stands behind them in one line. */
  fields: readonly string[];
}

/** The columns of the entries. Make new ones when an option changes. */
export function entryColumns({
  utc,
  selection,
  onMark,
  fields,
}: EntryColumnOptions): readonly Column<EntryRow>[] {
  const own = new Set(fields);
  return [
    markColumn({ selection, onMark }),
    { id: 'id', title: 'id', width: 170, figure: true, text: row => row.id, cell: row => row.id },
    {
      id: 'time',
      figure: true,
      title: 'time',
      width: 126,
      text: row => timeText(row, utc),
      cell: row => {
        const time = timeOfStreamId(row.id);
        return (
          time !== null && (
            <span className="text-muted" title={formatFullTime(time, { utc })}>
              {formatTime(time, { utc })}
            </span>
          )
        );
      },
    },
    ...fields.map((name): Column<EntryRow> => ({
      id: `field.${name}`,
      title: name,
      width: 120,
      text: row => valuesOf(row, name).join(' | '),
      cell: row => {
        const values = valuesOf(row, name);
        return (
          <span title={values.length > 1 ? `${name} appears ${values.length} times` : undefined}>
            {values.map((value, index) => (
              <span key={index}>
                {index > 0 && <span className="text-muted"> | </span>}
                {value}
              </span>
            ))}
          </span>
        );
      },
    })),
    {
      id: 'entry',
      title: fields.length === 0 ? 'entry' : 'other fields',
      width: 'flex',
      text: row => fieldsText(row),
      cell: row => (
        <FieldsLine
          entry={
            own.size === 0
              ? row
              : {
                  ...row,
                  fields: row.fields.filter(field => !own.has(field.name)),
                  fieldCount: row.fieldCount - row.fields.filter(field => own.has(field.name)).length,
                }
          }
        />
      ),
    },
    {
      id: 'size',
      title: 'size',
      width: 84,
      align: 'right',
      text: row => String(row.size),
      cell: row => <span className="text-muted">{formatExactBytes(row.size)}</span>,
    },
  ];
}

function valuesOf(row: EntryRow, name: string): string[] {
  return row.fields.filter(field => field.name === name).map(field => field.value);
}

function timeText(row: EntryRow, utc: boolean): string {
  const time = timeOfStreamId(row.id);
  return time === null ? '' : formatFullTime(time, { utc });
}
