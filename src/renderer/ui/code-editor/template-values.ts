import { templateFunctions } from '#shared/pipeline/template-functions.ts';
import { engineNow } from '../../lib/engine.ts';
import type { TemplateValue } from './value-completion.ts';

/** The values of templates, each with what the engine makes of its example now. */
export async function templateValues(): Promise<TemplateValue[]> {
  const template = templateFunctions.map(({ example }) => `{{${example}}}`).join('\n');
  const results = await engineNow()
    .pubsub.previewTemplate({ template, escaped: false })
    .then(({ payload }) => new TextDecoder().decode(payload).split('\n'))
    .catch(() => []);
  return templateFunctions.map((value, index) => ({
    name: value.name,
    example: value.example,
    does: value.does,
    result: results[index] ?? null,
  }));
}
