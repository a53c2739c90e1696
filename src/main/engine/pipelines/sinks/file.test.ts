import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeFile } from './file.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-file-sink-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** What the file holds after another line, and what was said. */
async function afterStart(content: string): Promise<{ text: string; said: string[] }> {
  const path = join(folder, 'rows.jsonl');
  await writeFile(path, content);
  const said: string[] = [];
  const sink = makeFile({ type: 'file', path }, { log: (message: string) => said.push(message) } as never);
  await sink.open!();
  await sink.lines!('{"next":1}\n');
  await sink.close!();
  return { text: await readFile(path, 'utf8'), said };
}

describe('the end of a file that is gone on with', () => {
  test('a line that was cut off is taken out, and said', async () => {
    const { text, said } = await afterStart('{"a":1}\n{"b":"cut o');
    expect(text).toBe('{"a":1}\n{"next":1}\n');
    expect(said).toEqual([expect.stringMatching(/was cut off.*The line was: {"b":"cut o$/)]);
  });

  test('also where it is longer than what is read at once', async () => {
    const { text } = await afterStart(`{"a":1}\n{"b":"${'x'.repeat(200_000)}`);
    expect(text).toBe('{"a":1}\n{"next":1}\n');
  });

  test.each([
    ['whole lines', '{"a":1}\n'],
    ['nothing', ''],
  ])('%s stay as they are', async (_, content) => {
    expect(await afterStart(content)).toEqual({ text: `${content}{"next":1}\n`, said: [] });
  });

  test.each([
    ['a whole line without its line feed', '{"a":1}'],
    ['what is not JSON', 'export PATH=/somewhere'],
  ])('%s gets its line feed', async (_, content) => {
    expect(await afterStart(content)).toEqual({ text: `${content}\n{"next":1}\n`, said: [] });
  });
});
