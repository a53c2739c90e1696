import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCommand } from '../support/command-line.ts';
import { findPython } from '../support/python.ts';

/** `millrace export bytewax`: what it writes, what it refuses. That the results are the same is proven by `npm run prove:bytewax`. */
let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'millrace-export-'))));
afterAll(() => rm(folder, { recursive: true, force: true }));

const exported = (file: string, ...args: string[]) => runCommand(['export', 'bytewax', file, ...args]);

test('writes a project, says what is guaranteed, and writes it anew over itself', async () => {
  const out = join(folder, 'project');
  const { code, stdout, stderr } = await exported('wikipedia-edits', '-o', out);
  expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
  expect(stderr).toContain('Count Wikipedia edits: Every message counts at most once');
  const files = await readdir(out);
  expect(files).toEqual(
    expect.arrayContaining([
      'Dockerfile',
      'README.md',
      'dataflow.py',
      'millrace_bytewax',
      'requirements.txt',
    ]),
  );
  expect(await readFile(join(out, 'README.md'), 'utf8')).toContain('python -m bytewax.run dataflow');

  expect((await exported('edit-leaderboard', '--output', out)).code).toBe(0);
  expect(await readFile(join(out, 'dataflow.py'), 'utf8')).toContain('Leaderboard("edits")');
});

test('a file that was changed, and a folder of something else, are left alone', async () => {
  const out = join(folder, 'changed');
  await exported('clickstream-echo', '-o', out);
  const path = join(out, 'dataflow.py');
  const edited = `${await readFile(path, 'utf8')}# mine\n`;
  await writeFile(path, edited);
  expect(await exported('clickstream-echo', '-o', out)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('dataflow.py was changed after it was exported'),
  });
  expect(await readFile(path, 'utf8')).toBe(edited);

  await writeFile(join(folder, 'a file'), '');
  expect(await exported('clickstream-echo', '-o', folder)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('is not empty, and holds no exported project'),
  });
});

test('what cannot be carried over is told as by validate, and nothing is written', async () => {
  const file = join(folder, 'list.json');
  const out = join(folder, 'refused');
  const pipeline = {
    source: { type: 'list', key: 'l' },
    where: 'event.a.substring(1) == "b"',
    sinks: [{ type: 'stdout' }],
  };
  await writeFile(file, JSON.stringify(pipeline));
  const { code, stderr } = await exported(file, '-o', out);
  expect(code).toBe(2);
  expect(stderr.trim().split('\n')).toEqual([
    'source.type: "list" is not carried over to Bytewax; allowed: sse, stream, channel, jsonl, generator',
    'where: uses .substring(), which is not carried over to Python (at character 1)',
  ]);
  await expect(readdir(out)).rejects.toThrow('ENOENT');
});

test.each([
  [['export', 'flink', 'x.json', '-o', 'y'], '"flink" is not an engine that pipelines are exported to'],
  [['export', 'bytewax', 'wikipedia-edits'], 'Missing: -o DIR'],
  [['export', 'bytewax', 'nothing.json', '-o', 'y'], 'There is no file and no recipe "nothing.json"'],
  [['export', 'bytewax', 'x.json', '-p', 'y'], 'has no option -p'],
])('%j is a mistake', async (args, message) => {
  const { code, stderr } = await runCommand(args);
  expect(code).toBe(2);
  expect(stderr).toContain(message);
});

const python = findPython();
test.skipIf(!python)('Python takes all of it', async () => {
  const out = join(folder, 'compiled');
  await exported('weather-stations', '-o', out);
  const { status, stderr } = spawnSync(python!, ['-m', 'compileall', '-q', out], { encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});
