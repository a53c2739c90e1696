import { ExpressionError } from '#shared/pipeline/expression.ts';
import { templateSet } from '#shared/pipeline/template.ts';
import { packEntries } from '#shared/redis/entry-bytes.ts';
import { parseBytesText } from '#shared/redis/text.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import { failureText } from '../conditions/condition.ts';
import { serveTasks } from '../threads/serve-tasks.ts';
import type { TemplateAnswer, TemplateRequest, TemplateStart } from './template-messages.ts';

/** The entry of the threads that make the payloads of templates. */

serveTasks<{ start: TemplateStart; request: TemplateRequest; answer: TemplateAnswer }>(
  ({ text, escaped, seed }, context) => {
    const set = templateSet(seed);
    const template = compiled(() => set.compile(text));
    return {
      ask({ count, maxBytes }) {
        const payloads: Uint8Array[] = [];
        for (let bytes = 0; payloads.length < count && bytes < maxBytes;) {
          context.item(payloads.length);
          const made = compiled(() => template.text());
          set.next();
          const payload = escaped ? parseBytesText(made) : Buffer.from(made);
          payloads.push(payload);
          bytes += payload.length;
        }
        const pack = packEntries(payloads);
        context.transfer(pack.data.buffer);
        context.transfer(pack.ends.buffer);
        return pack;
      },
    };
  },
);

function compiled<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    const at = error instanceof ExpressionError ? error.at : null;
    const reason = failureText(error).replace(/\.$/, '');
    throw new MillraceError('bad-input', `A value in {{ }} cannot be made: ${reason}.`, { at });
  }
}
