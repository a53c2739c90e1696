import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Problem } from '#shared/pipeline/problems.ts';
import { readPipelines, type ReadOptions } from '#shared/pipeline/read-pipelines.ts';
import { resourcesFolder } from '../file/recipes.ts';
import { dataflowText } from './dataflow.ts';
import { guaranteeInBytewax } from './guarantee.ts';
import { notCarriedOver } from './not-carried-over.ts';
import { readmeText } from './readme.ts';

/** A file of a project: its path, with "/", and its text. */
interface ProjectFile {
  path: string;
  text: string;
}

/** A Bytewax project, or why there is none. */
export type BytewaxProject =
  | {
      ok: true;
      name: string;
      files: ProjectFile[];
      /** What follows for each pipeline, in words. */
      guarantees: { name: string; text: string }[];
    }
  | { ok: false; problems: Problem[] };

/** Makes a Bytewax project of the text of a pipeline file. */
export async function bytewaxProject(text: string, options: ReadOptions): Promise<BytewaxProject> {
  const read = readPipelines(text, options);
  if (!read.ok) return read;
  const { name, pipelines } = read;
  const written = JSON.parse(text.replace(/^\uFEFF/, '')) as object;
  const prefix = (index: number) => ('pipelines' in written ? ['pipelines', index] : []);
  const problems = pipelines.flatMap((file, index) =>
    notCarriedOver(file).map(problem =>
      Object.assign(problem, { path: [...prefix(index), ...problem.path] }),
    ),
  );
  if (problems.length > 0) return { ok: false, problems };
  const dataflow = dataflowText({
    name,
    pipelines,
    variableAt: (index, path) => variableText(written, [...prefix(index), ...path]),
  });
  return {
    ok: true,
    name,
    files: [
      { path: 'README.md', text: readmeText(name, pipelines, written) },
      { path: 'dataflow.py', text: dataflow },
      { path: 'pipeline.json', text: text.endsWith('\n') ? text : `${text}\n` },
      ...(await sharedFiles()),
    ],
    guarantees: pipelines.map(file => ({ name: file.name, text: guaranteeInBytewax(file).join(' ') })),
  };
}

/** What stands at a place of the file, where it is text that the environment changes. */
function variableText(written: unknown, path: readonly (string | number)[]): string | undefined {
  let value = written;
  for (const step of path) value = (value as Record<string | number, unknown> | undefined)?.[step];
  return typeof value === 'string' && value.includes('${') ? value : undefined;
}

/** What is the same in every project. */
async function sharedFiles(): Promise<ProjectFile[]> {
  const folder = join(resourcesFolder(), 'bytewax');
  const paths = await readdir(folder, { recursive: true });
  const files = paths
    .map(path => path.replaceAll('\\', '/'))
    .filter(path => /(^|\/)(Dockerfile|[a-z_]+\.(py|txt))$/.test(path))
    .sort();
  return Promise.all(files.map(async path => ({ path, text: await readFile(join(folder, path), 'utf8') })));
}
