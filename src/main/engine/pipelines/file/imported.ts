import { lstatSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';
import type { Place } from '#shared/pipeline/place.ts';
import type { NamedPipeline } from '#shared/pipeline/plan.ts';
import { kindOf as sinkKindOf, sinksOf } from '#shared/pipeline/sinks/sinks.ts';
import { kindOf } from '#shared/pipeline/sources/sources.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import { pipelineEnvironment } from './recipes.ts';

/** What a person has let a file from elsewhere reach, when they confirmed that it may start. */
export interface Grant {
  /** Variables of the environment, beside those that every file may read. */
  readonly variables: readonly string[];
  /** In which it reads and writes files: whole paths without links. */
  readonly folders: readonly string[];
}

export const noGrant: Grant = { variables: [], folders: [] };

/** What a file from elsewhere may read without being asked: it is there for Redis and for Millrace. */
const FOR_ALL = /^(REDIS|MILLRACE)_/;

/** Whether a file that was imported reads the variable without a person's word. */
export function isForAll(variable: string): boolean {
  return FOR_ALL.test(variable);
}

/** What a file that was imported sees of the environment: secrets of the person only where they were ticked. */
export function importedEnvironment({ variables }: Grant): Record<string, string | undefined> {
  const isSeen = (name: string) => isForAll(name) || variables.includes(name);
  return Object.fromEntries(Object.entries(pipelineEnvironment()).filter(([name]) => isSeen(name)));
}

/** The files that a file's sinks write. */
export function filesWritten(pipelines: readonly NamedPipeline[]): string[] {
  return pipelines
    .flatMap(sinksOf)
    .flatMap(sink => pathsOf(sinkKindOf(sink).writes(sink)))
    .map(wholePath);
}

/** The folders of all files that a file reads or writes. */
export function foldersReached(pipelines: readonly NamedPipeline[]): string[] {
  const read = pipelines.flatMap(({ source }) => pathsOf(kindOf(source).reads(source)));
  return [...new Set([...read.map(wholePath), ...filesWritten(pipelines)].map(path => dirname(path)))];
}

const pathsOf = (places: readonly Place[]): string[] =>
  places.filter(({ kind }) => kind === 'file').map(({ name }) => name);

/** @throws {MillraceError} `conflict` when a file would be reached outside of the folders that were confirmed */
export function refuseOtherFolders(folders: readonly string[], { folders: granted }: Grant): void {
  const other = folders.find(folder => !granted.some(parent => isIn(folder, parent)));
  if (other === undefined) return;
  throw new MillraceError(
    'conflict',
    `This file was imported, and nobody has confirmed yet that it reaches files in ${other}. Look at what it reaches, and confirm that it may start.`,
  );
}

/** @throws {MillraceError} `conflict` when an imported file would write to a file that it has not made */
export function refuseForeignFiles(paths: readonly string[], made: readonly string[]): void {
  const foreign = paths.find(path => !made.includes(path) && isThere(path));
  if (foreign === undefined) return;
  throw new MillraceError(
    'conflict',
    `${foreign} already exists, and an imported pipeline may write only to files that it created. Move it away, or give the sink another path.`,
  );
}

/** Where a path leads: links among its folders are followed, as far as the folders are there. The last name stays as it is. */
export function wholePath(path: string): string {
  const whole = resolve(path);
  return join(withoutLinks(dirname(whole)), basename(whole));
}

function withoutLinks(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    const parent = dirname(folder);
    return parent === folder ? folder : join(withoutLinks(parent), basename(folder));
  }
}

function isIn(folder: string, parent: string): boolean {
  return folder === parent || folder.startsWith(parent.endsWith(sep) ? parent : parent + sep);
}

/** A link that leads nowhere is there too: what is written goes where it says. */
function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}
