import { cannot, type JobChange, type Plan } from '../layout.ts';
import { discardWhole } from './place.ts';

export const laravelRetry: JobChange = cannot(
  'Laravel keeps failed jobs in its database, not in Redis: use php artisan queue:retry.',
);

/** As its script that moves what is due (Illuminate/Queue/LuaScripts.php); `:notify` wakes a worker that blocks. */
export const laravelRun: JobChange = {
  refused: state => (state === 'delayed' ? null : 'Only delayed jobs can be run now.'),
  reads: job => [['ZSCORE', job.place.key, job.member]],
  plan(job, facts, [score]): Plan | { refused: string } {
    if (score === null || score === undefined) return { refused: 'The job has left its place.' };
    return {
      sentence: `Moves ${facts.name ?? 'the job'} ${facts.id} from delayed to the end of its queue.`,
      watched: [job.place.key],
      commands: [
        ['ZREM', job.place.key, job.member],
        ['RPUSH', job.queue, job.member],
        ['RPUSH', `${job.queue}:notify`, 1],
      ],
    };
  },
};

export const laravelDiscard: JobChange = discardWhole(state =>
  state === 'active' ? 'A worker holds the job: it would go on with it all the same.' : null,
);
