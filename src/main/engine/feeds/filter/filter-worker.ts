import { compileCondition } from '../../conditions/condition.ts';
import { serveTasks } from '../../threads/serve-tasks.ts';
import type { FilterBatch, FilterResult, FilterStart } from './filter-messages.ts';
import { scanBatch } from './scan-batch.ts';

/** The entry of the threads of filters: batches of rows in, what is shown of them out. */

serveTasks<{ start: FilterStart; request: FilterBatch; answer: FilterResult }>((start, context) => {
  const test = compileCondition(start.condition);
  return {
    ask(batch) {
      const result = scanBatch(batch, test, start, row => context.item(row));
      context.transfer(result.seqs.buffer);
      context.transfer(result.marks.buffer);
      return result;
    },
  };
});
