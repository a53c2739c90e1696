/** Frameworks whose job queues are shown as such; the names are those of the recognisers. */
export const queueFrameworks = ['asynq', 'BullMQ', 'Celery', 'Laravel', 'RQ', 'Sidekiq'] as const;

/** `blocked` waits for other jobs; `failed` may be tried again, by itself or not; of `dead` the framework has given up. */
export const jobStates = ['waiting', 'active', 'delayed', 'blocked', 'failed', 'dead', 'completed'] as const;
