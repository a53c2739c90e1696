import type { ErrorData } from '#shared/rpc/errors.ts';

/** To a thread of tasks. Each but `leave` is answered under its id, in the order asked. */
export type ToTasks<Start, Request> =
  | { id: number; begin: Start }
  | { id: number; ask: Request }
  /** Forgets the task: another one may begin. */
  | { id: number; end: true }
  /** There will be no other task. */
  | 'leave';

export type FromTasks<Answer> = { id: number; answer: Answer | null } | { id: number; error: ErrorData };

/** Where a thread of tasks is, in shared memory: both 0 between two requests. */
export const AT = {
  /** Another number for each item, never 0. */
  serial: 0,
  /** The number of the item, as the task counts. */
  item: 1,
} as const;
