import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import type { Page } from '@playwright/test';
import { RedisClient } from '#engine/connections/redis-client.ts';
import { recordingHead, recordingLine } from '#engine/recordings/recording-line.ts';
import type { TestServer } from '../support/redis-server.ts';
import { until } from '../support/until.ts';
import { expect, expectAccessible, figure, openScreen, test } from './fixtures.ts';

const composer = (app: Page) => app.getByRole('region', { name: 'Publish' });
const found = (app: Page) => app.getByRole('group', { name: 'File', exact: true });
const publishing = (app: Page) => app.getByRole('group', { name: 'Publishing the file' });

interface File {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

const fileOf = (name: string, content: string | Buffer): File => ({
  name,
  mimeType: 'application/octet-stream',
  buffer: Buffer.from(content as string),
});

async function openFiles(app: Page): Promise<void> {
  await openScreen(app, 'Pub/Sub');
  await app.getByRole('group', { name: 'What to publish' }).getByRole('button', { name: 'File' }).click();
}

async function choose(app: Page, file: File): Promise<void> {
  await app.getByLabel('File to publish').setInputFiles(file);
}

async function pick(app: Page, list: string, option: string): Promise<void> {
  await app.getByRole('combobox', { name: list }).click();
  await app.getByRole('option', { name: option }).click();
}

/** A second client, which hears everything. */
async function listen(redis: TestServer) {
  const heard: [channel: Buffer, payload: Buffer][] = [];
  const client = await RedisClient.open(redis.target(), { purpose: 'listener', blocking: true });
  client.listen({ patternMessage: (_pattern, channel, payload) => heard.push([channel, payload]) });
  await client.call('psubscribe', '*');
  return { heard, close: () => client.close() };
}

test('a file is looked at first; its bad lines are listed, and the others arrive exactly', async ({
  app,
  redis,
}) => {
  const other = await listen(redis);
  const lines = Array.from({ length: 1_000 }, (_, n) => (n % 400 === 99 ? `{"n":${n},}` : `{ "n" : ${n} }`));
  await openFiles(app);
  await choose(app, fileOf('orders.jsonl', `\ufeff${lines.join('\r\n')}\r\n\r\n`));
  await expect(found(app)).toContainText(figure('997 messages · 3 bad · 1 empty'));
  expect(other.heard).toEqual([]);

  await found(app).getByRole('button', { name: 'Show 3 bad lines' }).click();
  const list = app.getByRole('grid', { name: 'Bad lines' });
  await expect(list.getByRole('row')).toHaveCount(4);
  await expect(list.getByRole('row').nth(1).getByRole('gridcell')).toHaveText([
    '100',
    '9',
    'unexpected }: expected a field name in double quotes',
    '{"n":99,}',
  ]);
  const saved = app.waitForEvent('download');
  await app.getByRole('button', { name: 'Save', exact: true }).click();
  expect((await saved).suggestedFilename()).toBe('orders.jsonl.bad-lines.tsv');
  await expectAccessible(app);
  await app.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click();

  const publish = app.getByRole('button', { name: 'Publish the file' });
  await publish.click();
  await expect(composer(app).getByRole('alert')).toHaveText('Enter a channel.');
  await app.getByRole('textbox', { name: 'Publish to' }).fill('out');
  await publish.click();
  await expect(publishing(app)).toContainText('done · 997 of 997 published · 3 bad · 1 empty');
  await expect(publishing(app)).toContainText('997 deliveries');
  await until(
    () => other.heard.length,
    length => length >= 997,
  );
  const good = lines.filter(line => !line.endsWith(',}'));
  expect(other.heard.map(([channel, payload]) => `${channel.toString()} ${payload.toString()}`)).toEqual(
    good.map(line => `out ${line}`),
  );
  await expectAccessible(app);
  other.close();
});

test('a file is dropped onto the window; something else that is dropped is explained', async ({
  app,
  redis,
}) => {
  await openScreen(app, 'Pub/Sub');
  const data = await app.evaluateHandle(() => {
    const transfer = new DataTransfer();
    transfer.items.add(new File(['{"a":1}\n{"a":2}'], 'dropped.jsonl'));
    return transfer;
  });
  const main = app.getByRole('main');
  await main.dispatchEvent('dragenter', { dataTransfer: data });
  await expect(app.getByText('Drop a file of JSON lines or a recording to publish it')).toBeVisible();
  await expectAccessible(app);
  await main.dispatchEvent('drop', { dataTransfer: data });
  await expect(app.getByText('Drop a file of JSON lines')).toHaveCount(0);
  await expect(found(app)).toContainText('dropped.jsonl');
  await expect(found(app)).toContainText(figure('2 messages · 0 bad'));
  const other = await listen(redis);
  await app.getByRole('textbox', { name: 'Publish to' }).fill('out');
  await app.getByRole('button', { name: 'Publish the file' }).click();
  await until(
    () => other.heard.length,
    length => length >= 2,
  );
  other.close();

  const many = await app.evaluateHandle(() => {
    const transfer = new DataTransfer();
    for (const name of ['a', 'b']) transfer.items.add(new File([name], name));
    return transfer;
  });
  await main.dispatchEvent('dragenter', { dataTransfer: many });
  await main.dispatchEvent('drop', { dataTransfer: many });
  await expect(app.getByRole('alert').filter({ hasText: 'These are 2 files' })).toBeVisible();
});

test('a recording goes out with its own channels, bytes and pauses, or under another prefix', async ({
  app,
  redis,
}) => {
  const binary = Buffer.from([0xff, 0, 0x0a, 0x80]);
  const messages = [
    {
      time: 1_000,
      channel: Buffer.from('orders.eu'),
      payload: Buffer.from('{"id":1}'),
      pattern: null,
      sharded: false,
    },
    {
      time: 41_000,
      channel: Buffer.concat([Buffer.from('orders.'), binary]),
      payload: binary,
      pattern: null,
      sharded: false,
    },
  ];
  const other = await listen(redis);
  await openFiles(app);
  await choose(app, fileOf('r.jsonl', [recordingHead(1_000), ...messages.map(recordingLine)].join('\n')));
  await expect(found(app)).toContainText(/recording · 2 messages · 0 bad .* 2 channels · 40 s/);
  await pick(app, 'Timing', 'At the recorded times');
  await app.getByRole('textbox', { name: 'Speed' }).fill('1000');
  await app.getByRole('button', { name: 'Publish the file' }).click();
  await expect(composer(app).getByRole('alert')).toContainText('from 0.1 to 100');
  await app.getByRole('textbox', { name: 'Speed' }).fill('100');
  await app.getByRole('button', { name: 'Publish the file' }).click();
  await expect(publishing(app)).toContainText('done · 2 of 2 published');
  await until(
    () => other.heard.length,
    length => length >= 2,
  );
  expect(other.heard).toEqual(messages.map(({ channel, payload }) => [channel, payload]));

  other.heard.length = 0;
  await pick(app, 'Timing', 'As fast as possible');
  await pick(app, 'Channels', 'To another prefix');
  await app.getByRole('textbox', { name: 'Prefix to replace' }).fill('orders.');
  await app.getByRole('textbox', { name: 'New prefix' }).fill('copy.');
  await app.getByRole('button', { name: 'Publish the file' }).click();
  await until(
    () => other.heard.length,
    length => length >= 2,
  );
  expect(other.heard.map(([channel]) => channel)).toEqual([
    Buffer.from('copy.eu'),
    Buffer.concat([Buffer.from('copy.'), binary]),
  ]);
  other.close();
});

test('a recording is kept, replayed from the list, and goes on while the dialog is closed', async ({
  app,
  redis,
}) => {
  const other = await listen(redis);
  await openFiles(app);
  const lines = [1_000, 1_001, 4_000].map(time =>
    recordingLine({
      time,
      channel: Buffer.from('heard'),
      payload: Buffer.from(String(time)),
      pattern: null,
      sharded: false,
    }),
  );
  await choose(app, fileOf('from elsewhere.jsonl', [recordingHead(1_000), ...lines, ''].join('\n')));
  await found(app).getByRole('button', { name: 'Keep among the recordings' }).click();
  await expect(found(app)).toContainText('kept as from elsewhere');

  await app.getByRole('button', { name: 'Recordings' }).click();
  await app.getByRole('button', { name: 'Replay… from elsewhere' }).click();
  const dialog = app.getByRole('dialog', { name: 'Replay from elsewhere' });
  await expect(dialog).toContainText('recording · 3 messages · 0 bad');
  await pick(app, 'Timing', 'At the recorded times');
  await expectAccessible(app);
  await dialog.getByRole('button', { name: 'Replay', exact: true }).click();
  await expect(dialog.getByRole('group', { name: 'Publishing the file' })).toContainText(
    figure('2 of 3 published'),
  );
  await app.keyboard.press('Escape');
  await until(
    () => other.heard.length,
    length => length >= 3,
  );
  expect(other.heard.map(([channel, payload]) => [channel.toString(), payload.toString()])).toEqual([
    ['heard', '1000'],
    ['heard', '1001'],
    ['heard', '4000'],
  ]);
  other.close();
});

test('a server that dies in the middle is told exactly, and the file goes on from the line', async ({
  app,
  redis,
}) => {
  await openFiles(app);
  const count = 6_000;
  await choose(app, fileOf('n.jsonl', Array.from({ length: count }, (_, n) => `{"n":${n + 1}}`).join('\n')));
  await app.getByRole('textbox', { name: 'Publish to' }).fill('out');
  await pick(app, 'Timing', 'At a rate');
  await app.getByRole('textbox', { name: 'Messages per second' }).fill('3000');
  await app.getByRole('button', { name: 'Publish the file' }).click();
  await expect(publishing(app)).toContainText(/[1-9][\d,]* of 6,000 published/);
  await redis.kill('SIGKILL');
  await expect(publishing(app).getByRole('alert')).toContainText('The connection was lost.');
  const said = await publishing(app).innerText();
  const sent = Number(/([\d,]+) of 6,000/.exec(said)![1]!.replace(',', ''));
  const next = publishing(app).getByRole('button', { name: /^Continue from line/ });
  await expect(next).toHaveText(`Continue from line ${(sent + 1).toLocaleString('en-US')}`);

  await redis.restart();
  await expect(app.getByRole('contentinfo')).toContainText('connected');
  const other = await listen(redis);
  await next.click();
  await expect(publishing(app)).toContainText('done · 6,000 of 6,000 published');
  await until(
    () => other.heard.length,
    length => length >= count - sent,
  );
  const numbers = other.heard.map(([, payload]) => (JSON.parse(payload.toString()) as { n: number }).n);
  expect(numbers).toEqual(Array.from({ length: count - sent }, (_, n) => sent + 1 + n));
  other.close();
});

test('a run is stopped; a file that is none is explained; a page that goes leaves nothing behind', async ({
  app,
}) => {
  await openFiles(app);
  await choose(app, fileOf('packed.jsonl.gz', Buffer.from([0x1f, 0x8b, 8, 0, 10, 1])));
  await expect(found(app)).toContainText('compressed with gzip');
  await expect(app.getByRole('button', { name: 'Publish the file' })).toBeDisabled();
  await choose(app, fileOf('slow.jsonl', '1\n2\n3\n4\n5'));
  await app.getByRole('textbox', { name: 'Publish to' }).fill('out');
  await pick(app, 'Timing', 'At a rate');
  await app.getByRole('textbox', { name: 'Messages per second' }).fill('0.01');
  await app.getByRole('button', { name: 'Publish the file' }).click();
  await expect(publishing(app)).toContainText(figure('1 of 5 published'));
  await expect(publishing(app)).toContainText(/next in/);
  await openScreen(app, 'Streams');
  await openScreen(app, 'Pub/Sub');
  await publishing(app).getByRole('button', { name: 'Stop' }).click();
  await expect(publishing(app)).toContainText('stopped · 1 of 5 published');
  await expect(publishing(app).getByRole('button', { name: 'Continue from line 2' })).toBeVisible();
  await app.reload();
  await expect(app.getByRole('contentinfo')).toContainText('connected');
  expect((await readdir(tmpdir())).filter(name => name.startsWith('millrace-upload-'))).toEqual([]);
});
