import { readFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import {
  isRecordingHead,
  isRecordingNote,
  readRecordingLine,
  readRecordingNote,
} from '#engine/recordings/recording-reader.ts';
import {
  expect,
  expectAccessible,
  figure,
  openScreen,
  readFilterAsCel,
  subscribe,
  test,
} from './fixtures.ts';

const dialog = (app: Page) => app.getByRole('dialog', { name: 'Recordings' });
const rows = (app: Page) => dialog(app).getByRole('table', { name: 'Recordings' }).locator('tbody tr');

/** "channel payload" of each message, in hex. */
async function messagesOf(path: string): Promise<string[]> {
  const [head, ...lines] = (await readFile(path, 'utf8')).trimEnd().split('\n');
  expect(isRecordingHead(head!)).toBe(true);
  return lines
    .filter(line => !isRecordingNote(line))
    .map(readRecordingLine)
    .map(({ channel, payload }) => `${channel.toString('hex')} ${payload.toString('hex')}`);
}

async function downloaded(app: Page, name: string | RegExp): Promise<string> {
  const waiting = app.waitForEvent('download');
  await dialog(app).getByRole('button', { name }).click();
  return (await waiting).path();
}

test('a recording holds every byte that was sent, over a reload and in every window', async ({
  app,
  host,
  redis,
  context,
}) => {
  // It holds an analysis of the whole page.
  test.slow();
  await openScreen(app, 'Pub/Sub');
  await subscribe(app, 'flood', '*');
  await redis.ask('PUBLISH', 'flood', 'before the recording');
  const messages = app.getByRole('grid', { name: 'Messages' });
  // By its name, and by the pattern.
  await expect(messages.getByRole('row').filter({ hasText: 'before the recording' })).toHaveCount(2);
  await app.getByRole('button', { name: 'Record', exact: true }).click();
  const stop = (page: Page) => page.getByRole('button', { name: /^REC/ });
  await expect(stop(app)).toBeVisible();

  const flood = `for i = 1, 4000 do redis.call('PUBLISH', 'flood', '{"n":' .. i .. '}') redis.call('PUBLISH', 'raw\\255' .. (i % 3), string.char(255, 0, 10, i % 256)) end`;
  await redis.ask('EVAL', flood, 0);
  await app.reload();
  await openScreen(app, 'Pub/Sub');
  const second = await context.newPage();
  await second.goto(host.url);
  await openScreen(second, 'Pub/Sub');
  await redis.ask('EVAL', flood, 0);
  // Each of the first channel's is heard twice: by its name, and by the pattern.
  for (const page of [app, second]) await expect(stop(page)).toContainText('24,000');
  await stop(second).click();
  await expect(app.getByRole('button', { name: 'Record', exact: true })).toBeVisible();
  await redis.ask('PUBLISH', 'flood', 'after the recording');

  await app.getByRole('button', { name: 'Recordings' }).click();
  await expect(rows(app)).toHaveCount(1);
  await expect(rows(app)).toContainText('24,000');
  await expectAccessible(app);
  const hex = (bytes: Buffer | string) => Buffer.from(bytes as Buffer).toString('hex');
  const round = Array.from({ length: 4_000 }, (_, index) => {
    const i = index + 1;
    const json = `${hex('flood')} ${hex(`{"n":${i}}`)}`;
    const raw = Buffer.concat([Buffer.from('raw'), Buffer.from([255]), Buffer.from(String(i % 3))]);
    return [json, json, `${hex(raw)} ${hex(Buffer.from([255, 0, 10, i % 256]))}`];
  }).flat();
  expect(await messagesOf(await downloaded(app, /^Download/))).toEqual([...round, ...round]);

  const folder = join(host.settingsFolder, 'recordings');
  const [file] = await readdir(folder);
  expect((await stat(join(folder, file!))).mode & 0o777).toBe(0o600);

  await app.getByRole('button', { name: /^Rename/ }).click();
  await app.getByRole('textbox', { name: 'Name' }).fill('../outside');
  await app.keyboard.press('Enter');
  await expect(app.getByRole('alert')).toContainText('cannot contain /');
  await app.getByRole('textbox', { name: 'Name' }).fill('a flood');
  await app.keyboard.press('Enter');
  await expect(rows(app)).toContainText('a flood');
  await app.getByRole('button', { name: 'Delete a flood' }).click();
  await app.getByRole('button', { name: 'Delete 24,000 recorded messages' }).click();
  await expect(dialog(app)).toContainText('No recordings yet');
  expect(await readdir(folder)).toEqual([]);
});

test('an export is what the filter says it matched', async ({ app, redis }) => {
  await openScreen(app, 'Pub/Sub');
  await subscribe(app, 'wiki', 'noise');
  const flood = `for i = 1, 3000 do redis.call('PUBLISH', 'wiki', '{"n":' .. i .. '}') redis.call('PUBLISH', 'noise', '{"n":' .. i .. '}') end`;
  await redis.ask('EVAL', flood, 0);
  await app.getByRole('button', { name: 'channel noise', exact: true }).click();
  await app.getByRole('menuitem', { name: 'Mute' }).click();
  await readFilterAsCel(app);
  await app.getByRole('textbox', { name: 'Filter', exact: true }).fill('event.n % 3.0 == 0.0');
  await expect(app.getByRole('status', { name: 'Filter result' })).toContainText(figure('1,000 of 6,000'));
  await app.getByRole('button', { name: 'Recordings' }).click();
  await app.getByRole('button', { name: 'Export what the filter matches' }).click();
  await expect(app.getByRole('status', { name: 'Export' })).toContainText(figure('1,000 messages'));
  const expected = Array.from({ length: 1_000 }, (_, index) => `{"n":${(index + 1) * 3}}`);
  const messages = await messagesOf(await downloaded(app, /^Download export/));
  expect(messages.map(message => Buffer.from(message.split(' ')[1]!, 'hex').toString())).toEqual(expected);
  await app.getByRole('button', { name: 'Export the 6,000 kept' }).click();
  await expect(app.getByRole('status', { name: 'Export' })).toContainText(figure('6,000 messages'));
  await expect(rows(app)).toHaveCount(2);
});

test('a recording ends with its connection: all that was heard is in it, and its last line says so', async ({
  app,
  host,
  redis,
}) => {
  await openScreen(app, 'Pub/Sub');
  await subscribe(app, 'news');
  await app.getByRole('button', { name: 'Record', exact: true }).click();
  await expect(app.getByRole('button', { name: /^REC/ })).toBeVisible();
  await redis.ask('EVAL', `for i = 1, 5000 do redis.call('PUBLISH', 'news', i) end`, 0);
  await expect(app.getByText(figure('5,000 kept'))).toBeVisible();
  await openScreen(app, 'Overview');
  await app.getByRole('button', { name: /^More for/ }).click();
  await app.getByRole('menuitem', { name: 'Disconnect' }).click();
  await expect.poll(() => redis.ask('PUBSUB', 'NUMSUB', 'news')).toEqual([Buffer.from('news'), '0']);
  const folder = join(host.settingsFolder, 'recordings');
  const lastLine = async () => {
    const [file] = await readdir(folder);
    return readRecordingNote((await readFile(join(folder, file!), 'utf8')).trimEnd().split('\n').at(-1)!);
  };
  await expect.poll(lastLine).toMatchObject({ end: { messages: 5_000, gaps: 0, lost: 0 } });
  const [file] = await readdir(folder);
  expect(await messagesOf(join(folder, file!))).toHaveLength(5_000);
});

test('a lost connection is noted in the recording, with its end', async ({ app, host, redis }) => {
  await openScreen(app, 'Pub/Sub');
  await subscribe(app, 'news');
  await app.getByRole('button', { name: 'Record', exact: true }).click();
  await expect(app.getByRole('button', { name: /^REC/ })).toBeVisible();
  const messages = app.getByRole('grid', { name: 'Messages' });
  await redis.ask('PUBLISH', 'news', 'before');
  // A server that is killed may take with it what it has not sent yet.
  await expect(messages).toContainText('before');
  await redis.kill('SIGKILL');
  await expect(messages).toContainText(/disconnected/);
  await redis.restart();
  await expect(async () => expect(await redis.ask('PUBLISH', 'news', 'after')).toBe('1')).toPass({
    timeout: 20_000,
  });
  await expect(app.getByRole('button', { name: /^REC/ })).toHaveAttribute('title', / 2 messages/);
  await app.getByRole('button', { name: /^REC/ }).click();
  await app.getByRole('button', { name: 'Recordings' }).click();
  await expect(rows(app)).toContainText('1 disconnection in it');
  const [file] = await readdir(join(host.settingsFolder, 'recordings'));
  const lines = (await readFile(join(host.settingsFolder, 'recordings', file!), 'utf8'))
    .trimEnd()
    .split('\n');
  const gap = readRecordingNote(lines[2]!);
  expect(gap).toMatchObject({ gap: { endedAt: expect.any(Number) as unknown } });
  expect(readRecordingNote(lines.at(-1)!)).toMatchObject({ end: { messages: 2, gaps: 1, lost: 0 } });
});
