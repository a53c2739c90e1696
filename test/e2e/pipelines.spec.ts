import type { Page } from '@playwright/test';
import { expect, expectAccessible, figure, openScreen, promised, test } from './fixtures.ts';
import type { TestServer } from '../support/redis-server.ts';

async function choose(app: Page, name: string): Promise<void> {
  await openScreen(app, 'Pipelines');
  await app.getByRole('navigation', { name: 'Pipeline files' }).getByRole('button', { name }).click();
  await expect(app.getByRole('heading', { name, exact: true, level: 2 })).toBeVisible();
}
const texts = async (redis: TestServer, ...command: [string, ...string[]]) =>
  ((await redis.ask(...command)) as Buffer[]).map(String);

test('Wikipedia edits: one click, and its chart moves; the numbers are those in Redis', async ({
  app,
  redis,
}) => {
  await choose(app, 'Wikipedia edits');
  await app.getByRole('button', { name: 'Start offline' }).click();
  const startedAt = performance.now();
  const chart = app.getByRole('figure', { name: 'ev:* per 10 s' });
  await expect(chart).toBeVisible();
  await expect(chart.getByRole('columnheader', { name: 'www.wikidata.org' })).toBeAttached();
  expect(performance.now() - startedAt).toBeLessThan(promised(10_000));
  await expect(app.getByRole('region', { name: 'Count Wikipedia edits' })).toContainText(/[1-9]\d* received/);

  await app.getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(app.getByText('ended', { exact: true })).toBeVisible();
  const domains = await texts(redis, 'SMEMBERS', 'known_domains');
  expect(domains.length).toBeGreaterThan(5);
  const values = await texts(redis, 'HVALS', 'ev:www.wikidata.org');
  const starts = (await texts(redis, 'HKEYS', 'ev')).map(Number);
  for (const start of starts) expect(start % 10).toBe(0);
  await chart.getByRole('button', { name: 'Show as a table' }).click();
  const shown = async () => {
    const headers = await chart.getByRole('columnheader').allTextContents();
    const cells = await chart.getByRole('row').nth(-1).getByRole('gridcell').allTextContents();
    const all = await chart
      .locator(`[role=gridcell][aria-colindex="${headers.indexOf('www.wikidata.org') + 1}"]`)
      .allTextContents();
    // Read while the table was drawn anew: it is read again.
    if (cells.length !== headers.length) return null;
    return all.map(text => Number(text.replaceAll(/[^\d]/g, '') || 0)).reduce((sum, value) => sum + value, 0);
  };
  await expect.poll(shown).toBe(values.map(Number).reduce((sum, value) => sum + value, 0));
});

test('Clickstream: the rows are the mobile users of each time zone', async ({ app }) => {
  await choose(app, 'Mobile users by time zone');
  await app.getByRole('button', { name: 'Start', exact: true }).click();
  await expect(app.getByText('ended', { exact: true })).toBeVisible({ timeout: 20_000 });
  await expect(app.getByRole('region', { name: 'Publish clicks' })).toContainText(figure('1,000 received'));
  await app.getByRole('tab', { name: 'Results' }).click();
  const rows = app.getByRole('grid', { name: 'Results' }).getByRole('row');
  await expect(rows.filter({ hasText: 'Europe/Berlin' })).not.toHaveCount(0);
  const berlin = await rows.filter({ hasText: 'Europe/Berlin' }).allTextContents();
  expect(berlin.map(text => Number(/(\d+)\s*$/.exec(text)![1])).reduce((sum, value) => sum + value, 0)).toBe(
    100,
  );
});

test('Weather stations: what bob was given stays pending; four pipelines leave room for the results', async ({
  app,
  redis,
}) => {
  await app.setViewportSize({ width: 1024, height: 700 });
  await choose(app, 'Weather stations');
  await app.getByRole('button', { name: 'Start', exact: true }).click();
  const bob = app.getByRole('region', { name: 'Bob never does' });
  await expect(bob).toContainText(/[1-9]\d* received/);
  await app.getByRole('tab', { name: 'Results' }).click();
  const results = app.getByRole('grid', { name: 'Results' });
  await expect(results.getByRole('columnheader').first()).toHaveText('window');
  await expect(results.getByRole('columnheader', { name: 'temperature' })).toBeAttached({ timeout: 15_000 });
  await expect(app.getByRole('figure', { name: 'Results by window' })).toBeInViewport({ ratio: 1 });
  await bob.getByRole('button', { name: 'Bob never does' }).click();
  await expect(bob.getByText('sink · chart')).toBeInViewport();
  await app.getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(app.getByText('ended', { exact: true })).toBeVisible();
  const consumers = new Set<string>();
  for (const key of ['chennai', 'coimbatore']) {
    const [, , , pending] = (await redis.ask('XPENDING', key, 'mygroup')) as [
      string,
      Buffer,
      Buffer,
      [Buffer, Buffer][] | null,
    ];
    for (const [name] of pending ?? []) consumers.add(String(name));
  }
  expect(consumers.has('bob')).toBe(true);
});

test('Edit leaderboard: the epoch on the screen is the sorted set in Redis; reload and a second window see the same run', async ({
  app,
  redis,
  host,
  context,
}) => {
  await choose(app, 'Edit leaderboard');
  await app.getByRole('button', { name: 'Start offline' }).click();
  // The first window may close in a moment.
  await expect(app.getByRole('region', { name: /^Epoch \d+$/ })).toContainText('www.wikidata.org');
  await app.reload();
  await openScreen(app, 'Pipelines');
  // A window may have closed meanwhile: then the next epoch has begun.
  await expect(app.getByRole('region', { name: /^Epoch \d+$/ })).toBeVisible();
  const second = await context.newPage();
  await second.goto(host.url);
  await openScreen(second, 'Pipelines');
  await expect(second.getByRole('region', { name: /^Epoch \d+$/ })).toContainText('www.wikidata.org');
  await second.getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(app.getByText('ended', { exact: true })).toBeVisible();
  const epoch = String(await redis.ask('GET', 'epoch_index'));
  const flat = await texts(redis, 'ZREVRANGE', epoch, '0', '0', 'WITHSCORES');
  await expect(
    app
      .getByRole('region', { name: /^Epoch/ })
      .getByRole('listitem')
      .first(),
  ).toHaveText(`1${flat[0]}${Number(flat[1]).toLocaleString('en')}`);

  await openScreen(app, 'Charts');
  await app.getByRole('tab', { name: 'Leaderboard' }).click();
  await expect(app.getByRole('list', { name: `Epoch ${epoch}` })).toContainText(flat[0]!);
});

test('a file of my own: its mistakes are shown with place and what is allowed, and it runs once they are gone', async ({
  app,
}) => {
  await openScreen(app, 'Pipelines');
  await app.getByRole('button', { name: 'New', exact: true }).click();
  const making = app.getByRole('dialog', { name: 'New pipeline' });
  await making.getByRole('radio', { name: 'Generated events' }).click();
  await expectAccessible(app);
  await making.getByRole('textbox', { name: 'Name' }).fill('New pipeline');
  await making.getByRole('button', { name: 'Create' }).click();
  await expect(app.getByRole('heading', { name: 'New pipeline', level: 2 })).toBeVisible();
  await app.getByRole('button', { name: 'JSON', exact: true }).click();
  const editor = app.getByRole('textbox', { name: 'Pipeline file' });
  await editor.click();
  await app.keyboard.press('Control+a');
  await app.keyboard.insertText('{"source":{"type":"kafka"},"sinks":[{"type":"stdout"}]}');
  const problems = app.getByRole('list', { name: 'Problems' });
  await expect(problems).toContainText('source.type');
  await expect(problems).toContainText('"kafka" is unknown — allowed: "sse", "stream"');
  await expect(app.getByRole('button', { name: 'Start', exact: true })).toBeDisabled();
  await expectAccessible(app);
  await editor.click();
  await app.keyboard.press('Control+a');
  await app.keyboard.insertText(
    '{"source":{"type":"generator","fields":{"n":"{{seq}}"},"count":500},"window":{"type":"tumbling","size":"1h"},"aggregate":{"total":{"sum":"event.n"}},"sinks":[{"type":"stdout"}]}',
  );
  await expect(problems).toBeHidden();
  // A look at another file does not lose the change.
  const files = app.getByRole('navigation', { name: 'Pipeline files' });
  await files.getByRole('button', { name: 'Echo clicks' }).click();
  await expect(app.getByRole('heading', { name: 'Echo clicks', level: 2 })).toBeVisible();
  await files.getByRole('button', { name: 'New pipeline' }).click();
  await expect(app.getByText('draft · kept')).toBeVisible();
  await app.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(app.getByText('draft · kept')).toBeHidden();
  await app.getByRole('button', { name: 'Start', exact: true }).click();
  await expect(app.getByRole('grid', { name: 'Results' })).toContainText('124750');
  await expectAccessible(app);

  await app.getByRole('button', { name: 'Remove New pipeline' }).click();
  const dialog = app.getByRole('dialog', { name: 'Remove New pipeline?' });
  await dialog.getByRole('button', { name: 'Remove the file' }).click();
  await expect(files.getByRole('button', { name: 'New pipeline' })).toBeHidden();
});

test('Charts: time series by prefix or members, reached with the keyboard, accessible', async ({
  app,
  redis,
}) => {
  const now = Math.floor(Date.now() / 10_000) * 10;
  await redis.ask('HSET', 'ev:en.wikipedia.org', now, 7, now - 20, 5);
  await redis.ask('HSET', 'ev:de.wikipedia.org', now - 10, 3);
  await redis.ask('SADD', 'known_domains', 'en.wikipedia.org', 'de.wikipedia.org');
  await app.keyboard.press('Control+5');
  await expect(app.getByRole('heading', { name: 'Charts', level: 1 })).toBeVisible();
  const chart = app.getByRole('figure', { name: 'ev:* per 10 s' });
  await expect(chart.getByRole('columnheader')).toHaveText(['time', 'de.wikipedia.org', 'en.wikipedia.org']);
  await app.getByRole('textbox', { name: 'Members set' }).fill('known_domains');
  await app.getByRole('checkbox', { name: 'de.wikipedia.org' }).click();
  await expect(chart.getByRole('columnheader')).toHaveText(['time', 'en.wikipedia.org', 'others']);
  await expect(chart.locator('tbody td:nth-child(2)').filter({ hasText: /^[57]$/ })).toHaveText(['5', '7']);
  await chart.getByRole('button', { name: 'Show as a table' }).click();
  await expectAccessible(app);
});
