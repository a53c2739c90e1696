import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openTestPage, startTestEngine } from '../support/engine-client.ts';

test('the history of what is not a pipeline is not asked for: no other file is read, moved or written', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-test-'));
  const engine = await startTestEngine(folder);
  try {
    const { client } = await openTestPage(engine);
    const beside = join(folder, 'beside.json');
    await writeFile(beside, '{"version": 1, "mine": true}');
    for (const id of ['../beside', '../../beside', 'nothing']) {
      const watching = client.runHistory.watch({ id })[Symbol.asyncIterator]();
      await expect(watching.next()).rejects.toMatchObject({ code: 'not-found' });
      await expect(client.runHistory.file({ id, run: 'r' })).rejects.toMatchObject({ code: 'not-found' });
      await expect(client.runHistory.forget({ id })).rejects.toMatchObject({ code: 'not-found' });
    }
    const touched = (await readdir(folder)).filter(name => /beside|runs/.test(name));
    expect(touched).toEqual(['beside.json']);
    expect(await readFile(beside, 'utf8')).toBe('{"version": 1, "mine": true}');
  } finally {
    await engine.close();
    await rm(folder, { recursive: true, force: true });
  }
});
