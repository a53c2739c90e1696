import type { Locator, Page } from '@playwright/test';
import { writeKeyspace } from '../support/keyspace.ts';
import { sampleQueues } from '../support/queues.ts';
import type { TestServer } from '../support/redis-server.ts';
import { plain } from '../support/streams.ts';
import { expect, expectAccessible, openScreen, test } from './fixtures.ts';

const jobs = (app: Page) => app.getByRole('grid', { name: 'Jobs', exact: true });
const stateTab = (app: Page, name: string | RegExp) =>
  app.getByRole('tablist', { name: 'States of jobs' }).getByRole('tab', { name });

/** Opens a queue by one of its keys, and the job in it that failed. @returns its pane */
async function openFailedJob(app: Page, redis: TestServer): Promise<Locator> {
  await writeKeyspace(redis, sampleQueues.BullMQ.keys);
  await openScreen(app, 'Keys');
  const keys = app.getByRole('grid', { name: 'Keys' });
  await keys.getByRole('row').filter({ hasText: 'bull:paint:' }).first().click();
  await app.getByRole('button', { name: 'Open as a queue' }).click();
  await expect(stateTab(app, 'failed 1')).toBeVisible();
  await stateTab(app, 'failed 1').click();
  await jobs(app).getByRole('row').filter({ hasText: 'No paint' }).click();
  return app.getByRole('region', { name: /^Job / });
}

test('Queues: a key leads to its queue, a failed job shows why, and is tried again', async ({
  app,
  redis,
}) => {
  const job = await openFailedJob(app, redis);
  await expect(job.getByText('No paint')).toBeVisible();
  await job.getByRole('tab', { name: 'History' }).click();
  await expect(job.getByRole('list', { name: 'History' })).toContainText('failed');
  await expectAccessible(app);
  // The place is in the address.
  await app.reload();
  await expect(job.getByText('No paint')).toBeVisible();

  await job.getByRole('button', { name: 'Try again…' }).click();
  const dialog = app.getByRole('dialog');
  await expect(dialog).toContainText('ZREM bull:paint:failed');
  await dialog.getByRole('button', { name: 'Try it again' }).click();
  await expect(dialog.getByText('done', { exact: true })).toBeVisible();
  await expect(dialog).toContainText('paint has now 5 waiting');
  await app.keyboard.press('Escape');
  await expect(stateTab(app, 'failed 0')).toBeVisible();
  expect(plain(await redis.ask('ZCARD', 'bull:paint:failed'))).toBe('0');

  await stateTab(app, /^waiting/).click();
  await app.getByRole('combobox', { name: 'Kind of search' }).click();
  await app.getByRole('option', { name: 'CEL' }).click();
  const search = app.getByRole('textbox', { name: 'Search waiting jobs' });
  await search.fill('event.color == "blue"');
  await search.press('Enter');
  await expect(jobs(app).getByRole('row').filter({ hasText: 'wall' })).toHaveCount(1);
  await expect(app.getByText('1 found among 5')).toBeVisible();
});

test('Queues: a job that leaves its place while it is looked at says so, and offers nothing any more', async ({
  app,
  redis,
}) => {
  const job = await openFailedJob(app, redis);
  await expect(job.getByRole('button', { name: 'Try again…' })).toBeVisible();
  // Another one is there as soon as it is not: how many have failed stays the same.
  await redis.ask(
    'EVAL',
    "redis.call('DEL', KEYS[1]) redis.call('ZADD', KEYS[1], 1, 'other')",
    1,
    'bull:paint:failed',
  );
  await expect(job.getByRole('alert')).toContainText('is no longer near its place', { timeout: 15_000 });
  await expect(job.getByRole('button', { name: 'Try again…' })).toHaveCount(0);
  // What was read of it stays to be read.
  await expect(job.getByText('No paint')).toBeVisible();
});

test('Queues: all of them are listed, and what a framework does not keep says why', async ({
  app,
  redis,
}) => {
  for (const { keys } of Object.values(sampleQueues)) await writeKeyspace(redis, keys);
  await openScreen(app, 'Keys');
  await app.keyboard.press('Control+k');
  await app.keyboard.type('Show the job queues');
  await app.keyboard.press('Enter');
  const queues = app.getByRole('grid', { name: 'Job queues' });
  await expect(app.getByText('8 queues', { exact: true })).toBeVisible();
  await expect(queues.getByRole('row').filter({ hasText: 'Laravel' })).toContainText('—');
  await expectAccessible(app);

  await queues.getByRole('row').filter({ hasText: 'Laravel' }).click();
  await stateTab(app, /^failed/).click();
  await expect(app.getByRole('tabpanel')).toContainText('keeps failed jobs in its database');
  await app.keyboard.press('Escape');

  // By the keyboard alone: to a queue of RQ, and to its first job.
  await queues.getByRole('row').filter({ hasText: 'RQ' }).click();
  await expect(jobs(app).getByRole('row').nth(1)).toBeVisible();
  await jobs(app).focus();
  await app.keyboard.press('ArrowDown');
  const job = app.getByRole('region', { name: /^Job / });
  await expect(job).toContainText('a blue wall');
  await app.keyboard.press('Escape');
  await expect(job).toBeHidden();
  await app.keyboard.press('Escape');
  await expect(queues).toBeVisible();
});
