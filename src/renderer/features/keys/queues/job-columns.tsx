import type { JobRow } from '#shared/contract/queues.ts';
import { formatCount } from '../../../lib/format/numbers.ts';
import { formatFullTime, formatTime, isoTime } from '../../../lib/format/times.ts';
import type { Column } from '../../../ui/data-grid/columns.ts';

const MAY_BE_EMPTY = '—';

function attemptsText({ attempts, attemptsOf }: JobRow): string {
  if (attempts === null) return MAY_BE_EMPTY;
  return attemptsOf === null
    ? formatCount(attempts)
    : `${formatCount(attempts)} of ${formatCount(attemptsOf)}`;
}

const nameText = ({ name, isGone }: JobRow) => name ?? (isGone ? 'no longer there' : MAY_BE_EMPTY);

/** The columns of the jobs of one state. @param timeIs what their times are of @param isNarrow beside the job that is looked at, which says the rest */
export function jobColumns(timeIs: string, utc: boolean, isNarrow: boolean): readonly Column<JobRow>[] {
  const columns: Column<JobRow>[] = [
    {
      id: 'name',
      title: 'job',
      width: 200,
      minWidth: 110,
      text: nameText,
      cell: row => (
        <span title={nameText(row)} className={row.isGone ? 'text-danger' : undefined}>
          {nameText(row)}
        </span>
      ),
    },
    {
      id: 'id',
      title: 'id',
      width: 120,
      minWidth: 64,
      text: ({ id }) => id,
      cell: ({ id }) => (
        <span className="mono text-muted" title={id}>
          {id === '' ? MAY_BE_EMPTY : id}
        </span>
      ),
    },
    {
      id: 'time',
      title: timeIs,
      width: 156,
      minWidth: 156,
      figure: true,
      text: ({ time }) => (time === null ? '' : isoTime(time)),
      cell: ({ time, timeIs: of }) =>
        time === null ? (
          <span className="text-muted" title={`When it was ${of} is not known.`}>
            {MAY_BE_EMPTY}
          </span>
        ) : (
          <span title={`${of} ${formatFullTime(time, { utc })}`}>{formatTime(time, { utc })}</span>
        ),
    },
    {
      id: 'attempts',
      title: 'attempts',
      width: 78,
      align: 'right',
      text: attemptsText,
      cell: row => attemptsText(row),
    },
    {
      id: 'error',
      title: 'error',
      width: 'flex',
      text: ({ error }) => error ?? '',
      cell: ({ error }) => error !== null && <span title={error}>{error}</span>,
    },
  ];
  return isNarrow ? columns.filter(({ id }) => id !== 'id' && id !== 'attempts') : columns;
}
