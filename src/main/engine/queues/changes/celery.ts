import { cannot, type JobChange, type Plan } from '../layout.ts';

export const celeryRetry: JobChange = cannot(
  'The broker keeps no tasks that failed: only the result backend knows of them, and it does not have the message.',
);

export const celeryRun: JobChange = {
  ...cannot('Nothing can make it begin earlier.'),
  refused: state =>
    state === 'active'
      ? 'A worker has taken the task already, and begins when it is due: no message can make it begin earlier.'
      : 'It begins as soon as a worker takes it.',
};

/** A message that no worker has taken. What the task was to tell (a chord, a chain) waits for it in vain, which Celery does not know of either. */
export const celeryDiscard: JobChange = {
  refused: state =>
    state === 'active' ? 'A worker has taken the task: revoke it with Celery, app.control.revoke(id).' : null,
  reads: job => [['LPOS', job.place.key, job.member]],
  plan(job, facts, [there]): Plan | { refused: string } {
    if (there === null || there === undefined) return { refused: 'The message has left its place.' };
    return {
      sentence: `Removes the message of ${facts.name ?? 'the task'} ${facts.id} from ${job.place.key}.`,
      watched: [],
      commands: [['LREM', job.place.key, 1, job.member]],
      warnings: ['Whoever waits for its result is not told.'],
    };
  },
};
