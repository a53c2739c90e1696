import { ExpressionError } from '#shared/pipeline/expression.ts';
import { templateSet } from '#shared/pipeline/template.ts';
import { packEntries } from '#shared/redis/entry-bytes.ts';
import { parseBytesText } from '#shared/redis/text.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import { failureText } from '../conditions/condition.ts';
import { serveTasks } from '../threads/serve-tasks.ts';
import type { TemplateAnswer, TemplateRequest, TemplateStart } from './template-messages.ts';

/** The entry of the threads that make what templates say. */

serveTasks<{ start: TemplateStart; request: TemplateRequest; answer: TemplateAnswer }>(
  ({ texts, escaped, seed }, context) => {
    const set = templateSet(seed);
    const templates = texts.map((text, index) => compiled(index, () => set.compile(text)));
    return {
      ask({ count, maxBytes }) {
        const made: Uint8Array[] = [];
        for (let items = 0, bytes = 0; items < count && bytes < maxBytes; items++) {
          context.item(items);
          for (const [index, template] of templates.entries()) {
            const text = compiled(index, () => template.text());
            const part = escaped ? parseBytesText(text) : Buffer.from(text);
            made.push(part);
            bytes += part.length;
          }
          set.next();
        }
        const pack = packEntries(made);
        context.transfer(pack.data.buffer);
        context.transfer(pack.ends.buffer);
        return pack;
      },
    };
  },
);

/** @param index of the text, for the one who wrote it */
function compiled<T>(index: number, make: () => T): T {
  try {
    return make();
  } catch (error) {
    const at = error instanceof ExpressionError ? error.at : null;
    const reason = failureText(error).replace(/\.$/, '');
    throw new MillraceError('bad-input', `A value in {{ }} cannot be made: ${reason}.`, { at, text: index });
  }
}
