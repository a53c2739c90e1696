import { expect, expectAccessible, expectSubscribed, openScreen, promised, test } from './fixtures.ts';

test('one click on a recipe of the overview ends on a moving chart; then the card shows it again', async ({
  app,
  redis,
}) => {
  const startedAt = performance.now();
  await app.getByRole('button', { name: 'Start Wikipedia edits' }).click();
  await expect(app.getByRole('heading', { name: 'Pipelines', level: 1 })).toBeVisible();
  await expect(app.getByRole('heading', { name: 'Wikipedia edits', level: 2 })).toBeVisible();
  const chart = app.getByRole('figure', { name: 'ev:* per 10 s' });
  await expect(chart.getByRole('columnheader', { name: 'www.wikidata.org' })).toBeAttached();
  expect(performance.now() - startedAt).toBeLessThan(promised(10_000));
  const drawn = async () => (await chart.getByRole('row').last().allTextContents()).join();
  const before = await drawn();
  await expect.poll(drawn).not.toBe(before);
  expect(await redis.ask('SISMEMBER', 'known_domains', 'www.wikidata.org')).toBe('1');

  await openScreen(app, 'Overview');
  const card = app.getByRole('region', { name: 'Wikipedia edits' });
  await expect(card).toContainText('running');
  await card.getByRole('button', { name: 'Show Wikipedia edits' }).click();
  await app.getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(app.getByText('ended', { exact: true })).toBeVisible();
});

test('a card tells what happens, and where to look; another recipe is the one chosen on its screen', async ({
  app,
  redis,
}) => {
  const card = app.getByRole('region', { name: 'Weather stations' });
  const more = card.getByRole('button', { name: 'What happens' });
  await more.click();
  await expect(more).toHaveAttribute('aria-expanded', 'true');
  await expect(card.getByRole('listitem')).toHaveCount(4);
  await expect(card.getByRole('code')).toContainText('XPENDING chennai mygroup');
  await expectAccessible(app);
  await card.getByRole('button', { name: 'Start Weather stations' }).click();
  await expect(app.getByRole('heading', { name: 'Weather stations', level: 2 })).toBeVisible();
  await expect(app.getByRole('region', { name: 'Bob never does' })).toContainText(/[1-9]\d* received/);
  expect(Number(await redis.ask('XLEN', 'chennai'))).toBeGreaterThan(0);

  const steps = app.getByRole('list', { name: 'Steps' });
  await expect(steps.getByRole('listitem')).toHaveText([
    /[1-9]\d* written by Chennai$/,
    /[1-9]\d* received by alice$/,
    /[1-9]\d* averages$/,
    /[1-9]\d* with bob$/,
  ]);
  await app.getByRole('button', { name: 'Repair what is pending in chennai' }).click();
  await expect(app.getByRole('tab', { name: /^mygroup · pending [1-9]/ })).toHaveAttribute(
    'aria-selected',
    'true',
  );
  await expect(app.getByRole('grid', { name: 'Pending entries' })).toContainText('bob');
});

test('the guide of a recipe is there before it runs, and leads to its channel', async ({ app, redis }) => {
  await openScreen(app, 'Pipelines');
  await app.getByRole('button', { name: 'Mobile users by time zone' }).click();
  const steps = app.getByRole('list', { name: 'Steps' });
  await expect(steps.getByRole('listitem')).toHaveCount(4);
  await expect(steps).not.toContainText(/\d published/);
  await expectAccessible(app);
  await app.getByRole('button', { name: 'Listen to device_events in Pub/Sub' }).click();
  await expectSubscribed(app, 'device_events');
  expect(await redis.ask('PUBSUB', 'NUMSUB', 'device_events')).toEqual([Buffer.from('device_events'), '1']);
});

test('a recipe that cannot be started says why on its card', async ({ app, host }) => {
  await expect(app.getByRole('button', { name: 'Start Edit leaderboard' })).toBeVisible();
  await host.stop();
  await app.getByRole('button', { name: 'Start Edit leaderboard' }).click();
  await expect(app.getByRole('region', { name: 'Edit leaderboard' }).getByRole('alert')).toContainText(
    'The recipe did not start.',
  );
  await expect(app.getByRole('heading', { name: 'Overview', level: 1 })).toBeVisible();
});

test('the first drawing has the fonts of the page, however late they come: nothing moves under a press', async ({
  host,
  page,
}) => {
  await page.route(/\.woff2$/, async route => {
    await new Promise(resolve => setTimeout(resolve, 1_000));
    await route.continue();
  });
  await page.goto(host.url);
  await page.getByRole('button', { name: 'What happens: Weather stations' }).waitFor();
  const times = await page.evaluate(() => {
    const drawn = performance.getEntriesByName('first-contentful-paint')[0]!.startTime;
    const resources = performance.getEntriesByType('resource') as PerformanceResourceTiming[];
    const fonts = resources.filter(({ name }) => /-latin-wght-normal-[^/]+\.woff2$/.test(name));
    return { drawn, fonts: fonts.map(({ responseEnd }) => responseEnd) };
  });
  expect(times.fonts).toHaveLength(2);
  expect(times.drawn).toBeGreaterThan(Math.max(1_000, ...times.fonts));
});
