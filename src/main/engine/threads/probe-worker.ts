import { MillraceError } from '#shared/rpc/errors.ts';
import { serveTasks } from './serve-tasks.ts';

/** For the tests of threads: a task that does what it is asked. */

export interface ProbeRequest {
  do: 'echo' | 'count' | 'refuse' | 'break' | 'spin' | 'fill' | 'exit';
  value?: number;
}

serveTasks<{ start: string; request: ProbeRequest; answer: string | number }>((start, context) => {
  if (start === 'refuse') throw new MillraceError('bad-input', 'Not like this.', { at: 3 });
  let count = 0;
  return {
    ask({ do: what, value = 0 }) {
      switch (what) {
        case 'echo':
          return `${start} ${value}`;
        case 'count':
          return ++count;
        case 'refuse':
          throw new MillraceError('conflict', 'Not now.');
        case 'break':
          throw new TypeError('x is not a function');
        case 'spin': {
          context.item(value);
          for (;;);
        }
        case 'fill': {
          const kept: unknown[] = [];
          for (;;) kept.push({ index: kept.length, text: `row ${kept.length}` });
        }
        case 'exit':
          return process.exit(0);
      }
    },
  };
});
