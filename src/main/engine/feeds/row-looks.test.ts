import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { Look } from '#shared/contract/decoding.ts';
import { Feed } from './feed.ts';
import { DecodeThread } from '../decode/decode-thread.ts';
import { RowLooks } from './row-looks.ts';

const thread = new DecodeThread();
const plain: Look = { id: 1, columns: [], decode: [] };

function feedOf(...payloads: (string | Buffer)[]): Feed {
  const feed = new Feed({ maxRows: 1_000, maxBytes: 256 * 2 ** 20 });
  for (const payload of payloads) feed.append(0, Buffer.from('a'), undefined, Buffer.from(payload as Buffer));
  return feed;
}

function looksOf(feed: Feed, looks: RowLooks) {
  return looks.of([...feed.ring.rowsFrom(0)]);
}

/** Until the thread has read all of them. */
async function settled(feed: Feed, looks: RowLooks) {
  for (;;) {
    const found = looksOf(feed, looks);
    if (!found.includes(undefined)) return found;
    await new Promise<void>(resolve => {
      const unsubscribe = looks.changes.subscribe(() => (unsubscribe(), resolve()));
    });
  }
}

test('small payloads are read at once, large ones later, by the thread', async () => {
  const large = JSON.stringify({ noise: randomBytes(30_000).toString('hex'), deep: { n: 7 } });
  const feed = feedOf('{"deep":{"n":1}}', gzipSync('{"deep":{"n":2}}'), gzipSync(large), 'x'.repeat(50_000));
  const looks = new RowLooks(feed, thread, { ...plain, columns: [['deep', 'n']] });
  expect(looksOf(feed, looks).map(look => look?.values)).toEqual([['1'], ['2'], undefined, undefined]);
  const read = await settled(feed, looks);
  expect(read.map(look => look!.values[0])).toEqual(['1', '2', '7', null]);
  expect(read.map(look => look!.steps)).toEqual([[], ['gzip'], ['gzip'], []]);
  expect(Buffer.from(read[2]!.preview).toString()).toBe(large.slice(0, 512));
});

test('plain text of any size needs no reading', () => {
  const feed = feedOf('x'.repeat(2 ** 20), `{"a":"${'x'.repeat(2 ** 20)}"}`);
  const found = looksOf(feed, new RowLooks(feed, thread, plain));
  expect(found.map(look => look?.preview.length)).toEqual([512, 512]);
});

test('a bomb is shown as it came, and says why', async () => {
  const feed = feedOf(gzipSync(Buffer.alloc(70 * 2 ** 20)));
  const [look] = await settled(feed, new RowLooks(feed, thread, plain));
  expect(look).toMatchObject({ steps: [], problem: 'Decompressed from gzip it is larger than 64 MB.' });
});

test('another look forgets the one before', () => {
  const feed = feedOf('{"n":1}');
  const looks = new RowLooks(feed, thread, plain);
  expect(looksOf(feed, looks)[0]).toMatchObject({ values: [] });
  looks.look = { id: 2, columns: [['n']], decode: [{ kind: 'channel', name: Buffer.from('a'), as: 'hex' }] };
  expect(looksOf(feed, looks)[0]).toMatchObject({ values: [null], steps: ['hex'] });
});
