import type { JobState, QueueFigures } from '#shared/contract/queues.ts';
import { jobStates } from '#shared/queue-names.ts';
import { cx } from '../../../lib/class-names.ts';
import type { Column } from '../../../ui/data-grid/columns.ts';
import { Tag } from '../../../ui/tag.tsx';
import { countOfState, stateTitles } from './queue-words.ts';

const tones: Partial<Record<JobState, string>> = { failed: 'text-pending', dead: 'text-danger' };

/** The columns of the list of queues. */
export const queueColumns: readonly Column<QueueFigures>[] = [
  {
    id: 'name',
    title: 'queue',
    width: 'flex',
    minWidth: 160,
    text: ({ queue }) => queue,
    cell: ({ name, queue, framework }) => (
      <span className="flex items-center gap-2" title={queue}>
        <span className="min-w-0 truncate">{name}</span>
        <Tag tone="accent">{framework}</Tag>
      </span>
    ),
  },
  ...jobStates.map((state): Column<QueueFigures> => ({
    id: state,
    title: stateTitles[state],
    width: 84,
    minWidth: 70,
    align: 'right',
    text: queue => countOfState(queue, state).text,
    cell: queue => {
      const { text, title, count } = countOfState(queue, state);
      return (
        <span title={title} className={cx(count > 0 ? tones[state] : 'text-muted')}>
          {text}
        </span>
      );
    },
  })),
];
