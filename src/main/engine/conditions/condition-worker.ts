import { serveTasks, type TaskContext } from '../threads/serve-tasks.ts';
import { FieldDecodings } from '../decode/field-values.ts';
import { compileCondition, failureText, type Subject, type Test } from './condition.ts';
import type { ConditionStart, EntriesAnswer, EntriesRequest } from './condition-messages.ts';
import { EntrySubject } from './entry-subject.ts';
import { JobSubject } from './job-subject.ts';

/** The entry of the threads that decide which entries of streams, or jobs of queues, match a condition. */

serveTasks<{ start: ConditionStart; request: EntriesRequest; answer: EntriesAnswer }>(
  ({ condition, of }, context) => {
    const test = compileCondition(condition);
    return {
      ask: request => {
        const decodings = new FieldDecodings(request.decode);
        const subject = of === 'jobs' ? new JobSubject(request) : new EntrySubject(request, decodings);
        return decide(test, subject, request, context);
      },
    };
  },
);

function decide(
  test: Test | undefined,
  subject: Subject & { moveTo(index: number): void },
  request: EntriesRequest,
  context: TaskContext,
): EntriesAnswer {
  const matches = new Uint8Array(request.entries.ends.length);
  context.transfer(matches.buffer);
  const answer: EntriesAnswer = { matches, failed: 0, failure: null };
  for (let index = 0; index < matches.length; index++) {
    context.item(index);
    subject.moveTo(index);
    try {
      matches[index] = Number(!test || test(subject));
    } catch (error) {
      answer.failed++;
      answer.failure ??= failureText(error);
    }
  }
  return answer;
}
