import { slug } from '#shared/pipeline/read-pipelines.ts';
import { repeatedMembers } from '#shared/pipeline/repeated-members.ts';
import { pipelineSchema } from '#shared/pipeline/schema.ts';
import { withName, withValue, type JsonPath } from '../../../lib/json/edits.ts';

/** The members of a pipeline in the order in which they are usually written. */
export const memberOrder: readonly string[] = Object.keys(pipelineSchema.shape);

/**
 * A pipeline file as forms see it. The text is the one truth: a form reads `value` and writes by changing the text at one place, so that what only
 * the text can say (order, layout, members no form knows) stays as it is.
 */
export type PipelineDocument = ReadableDocument | UnreadableDocument;

export interface ReadableDocument {
  isReadable: true;
  text: string;
  value: Readonly<Record<string, unknown>>;
  pipelines: readonly PipelinePart[];
}

/** Forms cannot show it. */
interface UnreadableDocument {
  isReadable: false;
  text: string;
  /** Why, as a sentence. */
  problem: string;
}

/** One pipeline of a file. */
export interface PipelinePart {
  /** Where it stands: nowhere below the top, or in `pipelines`. */
  path: JsonPath;
  name: string;
  value: Readonly<Record<string, unknown>>;
}

/** @param fileName what the pipeline is called where the text does not say it */
export function readDocument(text: string, fileName: string): PipelineDocument {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { isReadable: false, text, problem: `The text is not JSON: ${why}` };
  }
  if (!isObject(value)) return { isReadable: false, text, problem: 'The text is not a JSON object.' };
  const [twice] = repeatedMembers(text);
  if (twice)
    return { isReadable: false, text, problem: `The member ${twice.path.join('.')} ${twice.message}.` };
  const name = textOf(value.name) ?? fileName;
  if (!('pipelines' in value))
    return { isReadable: true, text, value, pipelines: [{ path: [], name, value }] };
  const parts = Array.isArray(value.pipelines) ? (value.pipelines as unknown[]) : [];
  if (parts.length === 0 || !parts.every(isObject))
    return { isReadable: false, text, problem: '"pipelines" is not a list of pipelines.' };
  const pipelines = parts.map((part, index) => ({
    path: ['pipelines', index],
    name: textOf(part.name) ?? `${name} ${index + 1}`,
    value: part,
  }));
  return { isReadable: true, text, value, pipelines };
}

/** The text with one member of a pipeline set; undefined takes it away. New members go where they usually stand. */
export function edited(text: string, part: PipelinePart, path: JsonPath, value: unknown): string {
  return withValue(text, [...part.path, ...path], value, path.length === 1 ? memberOrder : []);
}

/** The text with a member of a pipeline called something else; as it was where that name is taken. */
export function renamed(text: string, part: PipelinePart, path: JsonPath, name: string): string {
  return withName(text, [...part.path, ...path], name);
}

/**
 * The file under another name. A pipeline that says no `id` of its own keeps its position under its name: `keepsId` writes the one it has had.
 */
export function withFileName(document: ReadableDocument, name: string, keepsId: boolean): string {
  let { text } = document;
  const [first] = document.pipelines;
  if (keepsId && first && first.path.length === 0 && first.value.id === undefined)
    text = edited(text, first, ['id'], slug(first.name));
  return withValue(text, ['name'], name, memberOrder);
}

/** A copy of the file: its pipelines keep positions of their own. */
export function copied(document: ReadableDocument, name: string): string {
  let { text } = document;
  for (const { path, name: own, value } of document.pipelines) {
    if (value.id !== undefined) text = withValue(text, [...path, 'id'], undefined);
    if (path.length > 0) text = withValue(text, [...path, 'name'], `${own} (${name})`, memberOrder);
  }
  return withValue(text, ['name'], name, memberOrder);
}

/** The same file with one more pipeline at its end; `index` is where that stands. */
export function withPipeline(document: ReadableDocument, name: string): { text: string; index: number } {
  const added = {
    name,
    source: { type: 'generator', fields: { n: '{{seq}}' }, rate: 10 },
    sinks: [{ type: 'chart' }],
  };
  const index = document.pipelines.length;
  const text = 'pipelines' in document.value ? document.text : asOneOfSeveral(document);
  return { text: withValue(text, ['pipelines', index], added), index };
}

/** A file of one pipeline as a file of several that has this one: its text is moved in, and stays as it is. */
function asOneOfSeveral({ text, value, pipelines }: ReadableDocument): string {
  const name = pipelines[0]!.name;
  let inner = withValue(text.trim(), ['name'], name, memberOrder);
  for (const member of ['$schema', 'version']) inner = withValue(inner, [member], undefined);
  const schema = value.$schema === undefined ? '' : `  "$schema": ${JSON.stringify(value.$schema)},\n`;
  const moved = inner.replaceAll(/\r?\n/g, '\n    ');
  return `{\n${schema}  "version": ${JSON.stringify(value.version ?? 1)},\n  "name": ${JSON.stringify(name)},\n  "pipelines": [\n    ${moved}\n  ]\n}\n`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value : null;
}
