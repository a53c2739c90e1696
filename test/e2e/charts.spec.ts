import { expect, openScreen, test } from './fixtures.ts';

test('Charts: the busiest of many keys are drawn; a choice of my own stays; what cannot be drawn is said', async ({
  app,
  redis,
}) => {
  const now = Math.floor(Date.now() / 10_000) * 10;
  // The last by name are the busiest, but for the one that was busy an hour ago.
  for (let index = 0; index < 12; index++)
    await redis.ask('HSET', `ev:k${10 + index}`, now - 20, 100 + index, now - 30, 1_000 * index);
  await redis.ask('HSET', 'ev:k99', now - 3_600, 1_000_000);
  await redis.ask('SET', 'ev:text', 'x');
  await openScreen(app, 'Charts');
  const headers = app.getByRole('figure', { name: 'ev:* per 10 s' }).getByRole('columnheader');
  const busiest = ['time', 'k14', 'k15', 'k16', 'k17', 'k18', 'k19', 'k20', 'k21'];
  await expect(headers).toHaveText([...busiest, 'others']);
  await expect(app.getByRole('status').filter({ hasText: 'not a hash' })).toHaveText(
    '1 key is not a hash, so it is not drawn: ev:text',
  );

  const names = app.getByRole('group').filter({ hasText: 'at most 8' }).getByRole('checkbox');
  await expect(names.first()).toHaveAccessibleName('k21');
  await expect(app.getByText('11,111', { exact: true })).toBeVisible();
  await expect(names.last()).toHaveAccessibleName('k99');
  await expect(names.last()).toBeDisabled();
  await app.getByRole('combobox', { name: 'Order of the series' }).click();
  await app.getByRole('option', { name: 'By name' }).click();
  await expect(names.first()).toHaveAccessibleName('k10');

  await app.getByRole('button', { name: 'None', exact: true }).click();
  await app.getByRole('textbox', { name: 'Search' }).fill('K1');
  await expect(names).toHaveCount(10);
  await app.getByRole('checkbox', { name: 'k10' }).click();
  await expect(headers).toHaveText(['time', 'k10', 'others']);
  await redis.ask('HSET', 'ev:k11', now - 20, 999_999);
  await app.reload();
  await expect(app.getByText('1,000,999')).toBeVisible();
  await expect(headers).toHaveText(['time', 'k10', 'others']);
  await app.getByRole('button', { name: 'Busiest', exact: true }).click();
  await expect(headers).toHaveText(['time', 'k11', ...busiest.slice(2), 'others']);

  // One of the drawn keys becomes another: the rest of the chart stays.
  await redis.ask('DEL', 'ev:k11');
  await redis.ask('SET', 'ev:k11', 'x');
  await expect(app.getByRole('status').filter({ hasText: 'ev:k11' }).first()).toBeVisible();
  await expect(headers.filter({ hasText: 'k21' })).toBeVisible();
  await expect(headers.filter({ hasText: 'k11' })).toBeHidden();
});
