import { spawnSync } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { runCommand } from '../support/command-line.ts';
import { generatedPipelines, shopEvents } from '../support/generated-pipelines.ts';
import { difference, exportProject, newFolder, rowsOf, runDataflow } from './dataflow.ts';

const PIPELINES = 30;
const EVENTS = 3_000;
/** `MILLRACE_SEED=5 npm run prove:bytewax` tries others. */
const SEED = Number(process.env.MILLRACE_SEED ?? 77);

describe.skipIf(inject('python') === '')('pipelines that nobody has written', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await newFolder();
    await writeFile(join(folder, 'in.jsonl'), `${shopEvents(EVENTS, SEED).join('\n')}\n`);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const files = generatedPipelines(PIPELINES, SEED, 'in.jsonl', 'out.jsonl');
  /** One of them, with its results in a file of this name. */
  const at = (index: number, name: string): object => {
    const text = JSON.stringify(files[index]).replaceAll('in.jsonl', join(folder, 'in.jsonl'));
    return JSON.parse(text.replaceAll('out.jsonl', join(folder, name))) as object;
  };
  test.each(files.keys().toArray())('pipeline %i has the same rows on both engines', async index => {
    const own = join(folder, String(index));
    const ours = join(folder, `ours-${index}.jsonl`);
    const theirs = join(folder, `theirs-${index}.jsonl`);
    const pipeline = `${own}.json`;
    await writeFile(pipeline, JSON.stringify(at(index, `ours-${index}.jsonl`)));
    const { code, stderr } = await runCommand(['run', pipeline]);
    expect({ code, stderr }).toMatchObject({ code: 0 });

    await mkdir(own);
    const { project } = await exportProject(at(index, `theirs-${index}.jsonl`), own);
    // Every other one by several workers.
    await runDataflow(project, index % 2 === 0 ? [] : ['-w', '2']);
    const rows = await rowsOf(ours);
    expect(rows.length).toBeGreaterThan(0);
    expect(difference(rows, await rowsOf(theirs))).toBeNull();
    expect(difference(await rowsOf(`${ours}.late`), await rowsOf(`${theirs}.late`))).toBeNull();
  });

  test('a cluster of two processes has the same rows', async () => {
    const own = join(folder, 'cluster');
    await mkdir(own);
    const { project } = await exportProject(at(0, 'cluster.jsonl'), own);
    const addresses = `127.0.0.1:${await freePort()};127.0.0.1:${await freePort()}`;
    await Promise.all(['0', '1'].map(id => runDataflow(project, ['-i', id, '-a', addresses])));
    const rows = await rowsOf(join(folder, 'ours-0.jsonl'));
    expect(rows.length).toBeGreaterThan(0);
    expect(difference(rows, await rowsOf(join(folder, 'cluster.jsonl')))).toBeNull();
  });

  test('the code is formatted as Black formats it', async () => {
    const dataflows = files.map((_, index) => join(folder, String(index), 'project/dataflow.py'));
    const shared = join(folder, '0/project/millrace_bytewax');
    const { status, stderr } = spawnSync(
      inject('python'),
      ['-m', 'black', '--check', '--quiet', shared, ...dataflows],
      { encoding: 'utf8' },
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(await readFile(join(folder, '0/project/dataflow.py'), 'utf8')).toContain('# Generated 0');
  });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise(resolve => server.close(resolve));
  return port;
}
