import { serveTasks, type TaskContext } from '../threads/serve-tasks.ts';
import { FieldDecodings } from '../decode/field-values.ts';
import { compileCondition, failureText, type Test } from './condition.ts';
import type { ConditionStart, EntriesAnswer, EntriesRequest } from './condition-messages.ts';
import { EntrySubject } from './entry-subject.ts';

/** The entry of the threads that decide which entries of streams match a condition. */

serveTasks<{ start: ConditionStart; request: EntriesRequest; answer: EntriesAnswer }>(
  ({ condition }, context) => {
    const test = compileCondition(condition);
    return {
      ask: request =>
        decide(test, new EntrySubject(request, new FieldDecodings(request.decode)), request, context),
    };
  },
);

function decide(
  test: Test | undefined,
  subject: EntrySubject,
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
