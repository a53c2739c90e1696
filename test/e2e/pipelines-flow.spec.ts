import type { Page } from '@playwright/test';
import { expect, expectAccessible, openScreen, test } from './fixtures.ts';

/** Pipelines as one picture: how they are joined, and who falls behind. */

const orders = {
  pipelines: [
    {
      name: 'Make orders',
      source: { type: 'generator', fields: { n: '{{seq}}' }, rate: 200 },
      sinks: [{ type: 'publish', channel: 'orders' }],
    },
    {
      name: 'Clean orders',
      source: { type: 'channel', channels: ['orders'] },
      sinks: [{ type: 'stream', key: 'clean', maxLen: 100_000 }],
    },
    {
      name: 'Count orders',
      source: { type: 'stream', keys: ['clean'], group: 'count' },
      window: { type: 'tumbling', size: '1s' },
      aggregate: { n: { count: true } },
      sinks: [{ type: 'timeSeries', prefix: 'orders:', total: 'orders' }],
    },
  ],
};
const archive = {
  name: 'Archive orders',
  source: { type: 'stream', keys: ['clean'], group: 'archive' },
  sinks: [{ type: 'list', key: 'archive', maxLen: 100 }],
};

/** Brings a file in as a person does, who looks at what it reaches before it starts. */
async function importAndStart(app: Page, name: string, file: object): Promise<void> {
  await app.locator('input[type=file][accept*=json]').setInputFiles({
    name: `${name}.json`,
    mimeType: 'application/json',
    buffer: Buffer.from(JSON.stringify(file)),
  });
  await expect(app.getByRole('heading', { name, exact: true, level: 2 })).toBeVisible();
  await app.getByRole('button', { name: 'Start', exact: true }).click();
  await app
    .getByRole('dialog', { name: `Start ${name}?` })
    .getByRole('button', { name: 'Start with this' })
    .click();
  await expect(app.getByRole('button', { name: 'Pause' })).toBeVisible();
}
const choose = (app: Page, name: string) =>
  app
    .getByRole('navigation', { name: 'Pipeline files' })
    .getByRole('button', { name: new RegExp(`^${name}`) })
    .click();
const joint = (app: Page, title: string) =>
  app.getByRole('list', { name: 'Joints' }).getByRole('listitem').filter({ hasText: title });

test('three pipelines of one file are one picture; who is paused falls behind in it, and keeps up again', async ({
  app,
  redis,
}) => {
  test.slow();
  await openScreen(app, 'Pipelines');
  await importAndStart(app, 'Archive', archive);
  await importAndStart(app, 'Orders', orders);
  await app.getByRole('button', { name: 'Flow', exact: true }).click();

  const rates = /[1-9]\d*\/s written, [1-9]\d*\/s read/;
  await expect(joint(app, 'Make orders → Clean orders')).toContainText('channel orders');
  await expect(joint(app, 'Make orders → Clean orders')).toContainText(rates);
  await expect(joint(app, 'Clean orders → Count orders')).toContainText('stream clean');
  await expect(joint(app, 'Clean orders → Count orders')).toContainText('keeps up');
  await expect(joint(app, 'Clean orders → Archive orders')).toContainText('keeps up');
  await expect(joint(app, 'Count orders → orders:*')).toContainText('each hash orders:*');
  const picture = app.getByRole('group', { name: 'Picture of the flow' });
  await expect(picture.getByRole('link', { name: /^Archive orders/ })).toContainText('Archive · keeps up');
  await expectAccessible(app);

  // A pipeline leads to its steps.
  await picture.getByRole('link', { name: /^Count orders/ }).click();
  await expect(
    app.getByRole('region', { name: 'Count orders' }).getByText('sink · timeSeries'),
  ).toBeInViewport();
  await app.goBack();

  // The other file is paused from its own run, and looked at from the picture.
  await picture.getByRole('link', { name: /^Archive orders/ }).click();
  await expect(app.getByRole('heading', { name: 'Archive', exact: true, level: 2 })).toBeVisible();
  await app.getByRole('button', { name: 'Pause' }).click();
  await expect(app.getByRole('button', { name: 'Resume' })).toBeVisible();
  // It has one pipeline, and is joined all the same.
  await app.getByRole('button', { name: 'Flow', exact: true }).click();
  await expect(joint(app, 'Clean orders → Archive orders')).toContainText(
    /paused: falls behind by [1-9]\d*\/s, [\d,]+ entries wait/,
  );
  await expect(joint(app, 'Clean orders → Count orders')).toContainText('keeps up');

  await choose(app, 'Archive');
  await app.getByRole('button', { name: 'Resume' }).click();
  await expect(app.getByRole('button', { name: 'Pause' })).toBeVisible();
  // From all that runs it is the same.
  await app.getByRole('button', { name: /^All that runs/ }).click();
  await expect(joint(app, 'Clean orders → Archive orders')).toContainText('keeps up');
  expect(Number(await redis.ask('LLEN', 'archive'))).toBe(100);

  // A place leads to its screen, by the keyboard too.
  await picture.getByRole('link', { name: /^Make orders/ }).focus();
  for (let presses = 0; presses < 3; presses++) await app.keyboard.press('ArrowRight');
  await expect(picture.getByRole('link', { name: /^stream clean/ })).toBeFocused();
  await app.keyboard.press('Enter');
  await expect(app.getByRole('heading', { name: 'Streams', level: 1 })).toBeVisible();
  await expect(app.getByRole('tab', { name: /^Groups/ })).toHaveAttribute('aria-selected', 'true');
  await app.goBack();
  await expect(joint(app, 'Make orders → Clean orders')).toBeVisible();
});

test('events that would go round are told before the start', async ({ app }) => {
  await app.setViewportSize({ width: 960, height: 640 });
  await openScreen(app, 'Pipelines');
  const pass = (name: string, from: string, to: string) => ({
    name,
    source: { type: 'stream', keys: [from] },
    sinks: [{ type: 'stream', key: to }],
  });
  await app.locator('input[type=file][accept*=json]').setInputFiles({
    name: 'Round.json',
    mimeType: 'application/json',
    buffer: Buffer.from(JSON.stringify({ pipelines: [pass('There', 'a', 'b'), pass('Back', 'b', 'a')] })),
  });
  const notice = app.getByRole('list', { name: 'Events go round' });
  await expect(notice).toContainText('Events go round: There → Back → There.');
  await app.getByRole('button', { name: 'Flow', exact: true }).click();
  await expect(notice).toContainText('There → Back → There');
  await expect(joint(app, 'There → Back')).toContainText('does not run');
  await expectAccessible(app);
  await app.getByRole('button', { name: 'Edit', exact: true }).click();
  await expect(notice).toContainText('There → Back → There');
});
