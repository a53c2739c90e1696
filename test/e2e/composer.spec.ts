import type { Page } from '@playwright/test';
import { expect, openScreen, test } from './fixtures.ts';
import { startCommand } from '../support/command-line.ts';
import type { TestServer } from '../support/redis-server.ts';

/** The recipes, made by hand from "New" by who writes no JSON: what is in Redis then is what the recipe leaves there. */

const stepsOf = (app: Page) => app.getByRole('list', { name: 'Steps' });

async function begin(app: Page, from: string, typed: { label: string; text: string } | null, name: string) {
  await openScreen(app, 'Pipelines');
  await app.getByRole('button', { name: 'New', exact: true }).click();
  const dialog = app.getByRole('dialog', { name: 'New pipeline' });
  await dialog.getByRole('radio', { name: from }).click();
  if (typed) await dialog.getByRole('textbox', { name: typed.label }).fill(typed.text);
  await dialog.getByRole('textbox', { name: 'Name' }).fill(name);
  await dialog.getByRole('button', { name: 'Create' }).click();
  await expect(app.getByRole('heading', { name, level: 2 })).toBeVisible();
}

async function openStep(app: Page, name: string): Promise<void> {
  await stepsOf(app)
    .getByRole('button', { name: new RegExp(`^${name}`) })
    .click();
  await expect(app.getByRole('region', { name, exact: true })).toBeVisible();
}

async function addStep(app: Page, after: string, name: string): Promise<void> {
  await stepsOf(app)
    .getByRole('button', { name: `Add a step after ${after}` })
    .click();
  await app.getByRole('menuitem', { name: new RegExp(`^${name}`) }).click();
}

async function choose(app: Page, label: string, option: string): Promise<void> {
  await app.getByRole('combobox', { name: label, exact: true }).click();
  await app.getByRole('option', { name: option, exact: true }).click();
}

const fill = (app: Page, label: string, text: string) =>
  app.getByRole('textbox', { name: label, exact: true }).fill(text);
const press = (app: Page, name: string | RegExp) => app.getByRole('button', { name }).click();

/** Events go on one by one. */
async function withoutWindows(app: Page): Promise<void> {
  await openStep(app, 'window');
  await press(app, 'Remove windows and figures');
}

/** One more pipeline of the same file, which reads channels or streams. */
async function addPipeline(
  app: Page,
  name: string,
  source: string,
  names: string,
  items: string[],
): Promise<void> {
  await press(app, 'More of this file');
  await app.getByRole('menuitem', { name: 'Add a pipeline to this file' }).click();
  await expect(app.getByRole('combobox', { name: 'Pipeline of this file' })).toContainText(name);
  await choose(app, 'Kind of source', source);
  for (const [index, item] of items.entries()) {
    const box = app.getByRole('textbox', { name: `${names} ${index + 1}`, exact: true });
    if ((await box.count()) === 0) await press(app, `Add a ${names.toLowerCase()}`);
    await box.fill(item);
  }
}

async function sinkInto(app: Page, kind: string): Promise<void> {
  await openStep(app, 'sinks');
  await choose(app, 'Kind of sink', kind);
}

async function sumOf(redis: TestServer, key: string): Promise<number> {
  const values = (await redis.ask('HVALS', key)) as Buffer[];
  return values.map(Number).reduce((sum, value) => sum + value, 0);
}

const feedOf = async (count: number) => {
  const replay = startCommand([
    'replay',
    'wikipedia',
    '--seed',
    '7',
    '--count',
    String(count),
    '--rate',
    '1000',
  ]);
  const { url } = JSON.parse(await replay.firstLine()) as { url: string };
  return { url, stop: () => (replay.signal('SIGTERM'), replay.finished) };
};

test('Wikipedia edits: a feed on a channel, counted per domain in time series', async ({ app, redis }) => {
  const feed = await feedOf(600);
  await begin(app, 'SSE feed', { label: 'Address', text: feed.url }, 'My edits');
  await withoutWindows(app);
  await openStep(app, 'decode');
  await choose(app, 'Read payloads as', 'none');
  await sinkInto(app, 'publish');
  await fill(app, 'Channel', 'wiki');
  await addPipeline(app, 'My edits 2', 'channel', 'Channel', ['wiki']);
  await addStep(app, 'decode', 'group by');
  await press(app, 'Add a key');
  await fill(app, 'Key 1', 'event.meta.domain');
  await sinkInto(app, 'timeSeries');
  await fill(app, 'Prefix of the keys', 'ev:');
  await press(app, /^More options/);
  await fill(app, 'Hash of the totals', 'ev');
  await fill(app, 'Set of the keys', 'known_domains');
  await fill(app, 'Keep for', '30m');
  await press(app, 'Start live');
  await expect.poll(() => sumOf(redis, 'ev')).toBe(600);
  const domains = ((await redis.ask('SMEMBERS', 'known_domains')) as Buffer[]).map(String);
  expect(domains.length).toBeGreaterThan(3);
  let all = 0;
  for (const domain of domains) all += await sumOf(redis, `ev:${domain}`);
  expect(all).toBe(600);
  await expect(app.getByRole('figure', { name: 'ev:* per 10 s' })).toBeVisible();
  await feed.stop();
});

test('Clickstream: a file on a channel, mobile users by time zone', async ({ app, redis }) => {
  const path = new URL('../../resources/clicks.jsonl', import.meta.url).pathname;
  await begin(app, 'File', { label: 'Path of a file of JSON lines', text: path }, 'My clicks');
  await withoutWindows(app);
  await openStep(app, 'decode');
  await choose(app, 'Read payloads as', 'none');
  await sinkInto(app, 'publish');
  await fill(app, 'Channel', 'device_events');
  await addPipeline(app, 'My clicks 2', 'channel', 'Channel', ['device_events']);
  await addStep(app, 'decode', 'group by');
  await press(app, 'Add a key');
  await fill(app, 'Key 1', 'event.os_timezone');
  await openStep(app, 'window');
  await fill(app, 'Size', '5s');
  await openStep(app, 'aggregate');
  await fill(app, 'Name of figure 1', 'num_mobile_users');
  await app.keyboard.press('Enter');
  await choose(app, 'Function of num_mobile_users', 'sum');
  await fill(app, 'num_mobile_users: sum of', 'event.device_is_mobile ? 1 : 0');
  await sinkInto(app, 'timeSeries');
  await fill(app, 'Prefix of the keys', 'mobile:');
  await press(app, 'Start');
  await expect.poll(() => sumOf(redis, 'mobile:Europe/Berlin')).toBe(100);
  expect(await sumOf(redis, 'mobile:Asia/Tokyo')).toBe(37);
});

test('Weather stations: two streams, alice acknowledges and bob never does', async ({ app, redis }) => {
  await begin(app, 'Generated events', null, 'My weather');
  await fill(app, 'How many', '40');
  await fill(app, 'Events per second', '200');
  await withoutWindows(app);
  await sinkInto(app, 'stream');
  await fill(app, 'Key', 'chennai');
  for (const [consumer, place] of [
    ['alice', 2],
    ['bob', 3],
  ] as const) {
    await addPipeline(app, `My weather ${place}`, 'stream', 'Stream', ['chennai']);
    await press(app, /^More options/);
    await fill(app, 'Consumer group', 'mygroup');
    await fill(app, 'Consumer', consumer);
    if (consumer === 'bob') await choose(app, 'Acknowledge', 'never');
    await addStep(app, 'decode', 'group by');
    await press(app, 'Add a key');
    await fill(app, 'Key 1', 'meta.key');
    await sinkInto(app, 'hash');
    await fill(app, 'Key', `rows:${consumer}`);
  }
  await press(app, 'Start');
  await expect(app.getByText('ended', { exact: true })).toBeVisible();
  expect(await redis.ask('XLEN', 'chennai')).toBe('40');
  const read = async (consumer: string) => {
    const row = (await redis.ask('HGET', `rows:${consumer}`, 'chennai')) as Buffer | null;
    return row === null ? 0 : (JSON.parse(String(row)) as { events: number }).events;
  };
  expect((await read('alice')) + (await read('bob'))).toBe(40);
  const pending = (await redis.ask('XPENDING', 'chennai', 'mygroup')) as unknown[];
  expect(pending[0]).toBe(String(await read('bob')));
});

test('Edit leaderboard: changes by server in a sorted set for each epoch', async ({ app, redis }) => {
  const feed = await feedOf(500);
  await begin(app, 'SSE feed', { label: 'Address', text: feed.url }, 'My leaderboard');
  await addStep(app, 'decode', 'group by');
  await press(app, 'Add a key');
  await fill(app, 'Key 1', 'event.server_name');
  await openStep(app, 'window');
  await fill(app, 'Size', '30s');
  await sinkInto(app, 'leaderboard');
  await press(app, 'Start live');
  const total = async () => {
    const newest = Number((await redis.ask('GET', 'epoch_index')) ?? -1);
    let sum = 0;
    for (let epoch = 0; epoch <= newest; epoch++) {
      const flat = (await redis.ask('ZRANGE', epoch, 0, -1, 'WITHSCORES')) as Buffer[];
      sum += flat.filter((_, index) => index % 2 === 1).reduce((all, score) => all + Number(score), 0);
    }
    return sum;
  };
  await expect.poll(total).toBe(500);
  await feed.stop();
});
