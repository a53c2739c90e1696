import type { QueueFramework } from '#shared/contract/queues.ts';
import { asynq } from './frameworks/asynq.ts';
import { bullmq } from './frameworks/bullmq.ts';
import { celery } from './frameworks/celery.ts';
import { laravel } from './frameworks/laravel.ts';
import { rq } from './frameworks/rq.ts';
import { sidekiq } from './frameworks/sidekiq.ts';
import type { QueueLayout } from './layout.ts';

/** All frameworks whose queues are shown. */
export const layouts: Readonly<Record<QueueFramework, QueueLayout>> = {
  asynq,
  BullMQ: bullmq,
  Celery: celery,
  Laravel: laravel,
  RQ: rq,
  Sidekiq: sidekiq,
};

/** Undefined for a framework whose queues are not known. */
export function layoutOf(framework: string): QueueLayout | undefined {
  return Object.hasOwn(layouts, framework) ? layouts[framework as QueueFramework] : undefined;
}
