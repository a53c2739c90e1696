import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { isRecordingNote, readRecordingLine } from '#engine/recordings/recording-reader.ts';

const engine = new URL('../../src/main/engine/', import.meta.url).href;
const folder = mkdtempSync(join(tmpdir(), 'millrace-full-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Hears two thousand messages while its files may have no more than 32 kB or 64 kB (the unit of `ulimit` differs). */
const script = `
  const { Feed } = await import('${engine}feeds/feed.ts');
  const { Recordings } = await import('${engine}recordings/recordings.ts');
  const feed = new Feed({ maxRows: 10_000, maxBytes: 64 * 2 ** 20 });
  const recordings = new Recordings(${JSON.stringify(folder)});
  const name = await recordings.start('c', feed, 'full');
  for (let n = 0; n < 2_000; n++) {
    feed.append(n, Buffer.from('a'), undefined, Buffer.from('x'.repeat(90) + n));
    if (n % 200 === 0) await new Promise(resolve => setTimeout(resolve, 40));
  }
  while (recordings.state().running[0].lost === 0) await new Promise(resolve => setTimeout(resolve, 10));
  const { problem } = recordings.state().running[0];
  await recordings.stop(name);
  console.log(JSON.stringify({ problem, file: recordings.state().files[0] }));
  process.exit(0);
`;

test('where not even its first line can be written, there is no file', () => {
  const home = join(folder, 'nothing');
  const file = join(folder, 'nothing.mjs');
  writeFileSync(
    file,
    `
    const { Feed } = await import('${engine}feeds/feed.ts');
    const { Recordings } = await import('${engine}recordings/recordings.ts');
    const feed = new Feed({ maxRows: 10_000, maxBytes: 64 * 2 ** 20 });
    feed.append(1, Buffer.from('a'), undefined, Buffer.from('x'));
    const recordings = new Recordings(${JSON.stringify(home)});
    const start = await recordings.start('c', feed, 'a').catch(error => error.code);
    let exported;
    for await (const { problem } of recordings.export(feed, null, 'b').progress(new AbortController().signal)) exported = problem;
    console.log(JSON.stringify({ start, exported }));
    process.exit(0);
  `,
  );
  const { stdout, stderr } = spawnSync(
    'sh',
    ['-c', 'ulimit -f 0 && exec "$0" "$1"', process.execPath, file],
    {
      encoding: 'utf8',
    },
  );
  expect(stderr).toBe('');
  expect(JSON.parse(stdout)).toMatchObject({
    start: 'denied',
    exported: { code: 'denied', message: expect.stringMatching(/EFBIG/) },
  });
  expect(readdirSync(join(home, 'recordings'))).toEqual([]);
});

test('a file that cannot grow any more loses whole messages, and every one of them is counted and said', () => {
  const file = join(folder, 'record.mjs');
  writeFileSync(file, script);
  const { stdout, stderr } = spawnSync(
    'sh',
    ['-c', 'ulimit -f 64 && exec "$0" "$1"', process.execPath, file],
    {
      encoding: 'utf8',
    },
  );
  expect(stderr).toBe('');
  const { problem, file: recording } = JSON.parse(stdout) as {
    problem: string;
    file: { messages: number; lost: number };
  };
  expect(problem).toMatch(/EFBIG/);
  expect(recording.messages).toBeGreaterThan(100);
  expect(recording.messages + recording.lost).toBe(2_000);
  const lines = readFileSync(join(folder, 'recordings/full.jsonl'), 'utf8').trimEnd().split('\n').slice(1);
  expect(lines.filter(line => !isRecordingNote(line)).map(line => readRecordingLine(line).time)).toHaveLength(
    recording.messages,
  );
  expect(JSON.parse(lines.at(-2)!)).toMatchObject({ lost: { messages: recording.lost } });
});
