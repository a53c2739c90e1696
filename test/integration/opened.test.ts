import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OpenedThing } from '#shared/contract/opened.ts';
import type { Engine } from '#engine/engine.ts';
import { recordingHead } from '#engine/recordings/recording-line.ts';
import { openTestPage, startTestEngine } from '../support/engine-client.ts';
import { startRedisServer, type TestServer } from '../support/redis-server.ts';

let redis: TestServer;
let folder: string;
let engine: Engine;
let page: Awaited<ReturnType<typeof openTestPage>>;
beforeAll(async () => {
  redis = await startRedisServer();
  folder = mkdtempSync(join(tmpdir(), 'millrace-opened-'));
  engine = await startTestEngine(join(folder, 'home'), {
    redis: { variable: 'redis', target: redis.target(), password: undefined },
  });
  page = await openTestPage(engine);
});
afterAll(async () => {
  page.close();
  await engine.close();
  await redis.stop();
  rmSync(folder, { recursive: true });
});

async function openFile(name: string, content: string): Promise<OpenedThing | null> {
  const path = join(folder, name);
  if (content !== '') writeFileSync(path, content);
  engine.open({ kind: 'file', path });
  for await (const { count } of page.client.opened.waiting()) if (count > 0) break;
  return page.client.opened.take();
}

describe('a file that a person opened', () => {
  test('is kept where it is a pipeline file, and asks before it starts', async () => {
    const text = JSON.stringify({ source: { type: 'generator', payload: 'x' }, sinks: [{ type: 'stdout' }] });
    const taken = await openFile('my pipeline.json', text);
    expect(taken).toMatchObject({ kind: 'pipeline', name: 'my pipeline' });
    const { id } = taken as { id: string };
    for await (const listed of page.client.pipelines.watch()) {
      expect(listed.find(item => item.id === id)).toMatchObject({ unconfirmed: true, state: null });
      break;
    }
  });

  test('is kept where it is a recording', async () => {
    expect(await openFile('heard.jsonl', `${recordingHead(1)}\n`)).toEqual({
      kind: 'recording',
      name: 'heard',
    });
  });

  test.each([
    ['lines.jsonl', '{"a":1}\n{"a":2}\n', /neither a pipeline file nor a recording/],
    ['numbers.json', '[1]', /neither/],
    ['large.json', `{"source":"${'x'.repeat(2 ** 20)}"}`, /neither/],
    ['newer.jsonl', '{"millrace":"recording","version":99}\n', /version 99/],
    ['not there.json', '', /does not exist/],
  ])('%s is refused, and it says why', async (name, content, message) => {
    expect(await openFile(name, content)).toEqual({
      kind: 'problem',
      message: expect.stringMatching(message) as string,
    });
  });
});

test('only the desktop shows a file in its folder', async () => {
  await expect(page.client.recordings.showInFolder({ name: 'heard' })).rejects.toMatchObject({
    code: 'unsupported',
  });
});
