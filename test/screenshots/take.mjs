// `npm run screenshots`: the pictures of the documentation, taken from the running app with data of our own making.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { chromium } from '@playwright/test';
import { startBrowserHost } from '../support/browser-host.ts';
import { startRedisServer } from '../support/redis-server.ts';
import { ensureBuilt } from '../../scripts/ensure-built.mjs';
import { provideChromium } from '../../scripts/find-programs.mjs';

const folder = join(import.meta.dirname, '../../docs/screenshots');
mkdirSync(folder, { recursive: true });

await ensureBuilt();
const redis = await startRedisServer();
const host = await startBrowserHost(['--redis', redis.url], { MILLRACE_VALIDATE: '0' });
const browser = await chromium.launch({
  ...(provideChromium() ? { executablePath: provideChromium()?.path } : {}),
  args: ['--disable-background-networking', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
});
try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme: 'dark' });
  await page.goto(host.url);
  await page.getByText('connected').first().waitFor();
  /** @param {string} name */
  const open = async name => {
    await page
      .getByRole('navigation')
      .getByRole('link', { name: new RegExp(`^${name}`) })
      .click();
    await page.getByRole('heading', { name, level: 1 }).waitFor();
  };
  /** Takes the screen in both themes. @param {string} name */
  const take = async name => {
    for (const theme of /** @type {const} */ (['dark', 'light'])) {
      await page.emulateMedia({ colorScheme: theme });
      await page.screenshot({ path: join(folder, `${name}-${theme}.png`) });
    }
    await page.emulateMedia({ colorScheme: 'dark' });
  };

  await open('Pub/Sub');
  await page.getByRole('button', { name: 'Subscribe', exact: true }).click();
  await page.getByRole('textbox', { name: 'Channel or pattern' }).fill('edits device_events orders.*');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Unsubscribe from orders.*' }).waitFor();
  for (let index = 0; index < 120; index++) {
    const [channel, payload] = message(index);
    await redis.ask('PUBLISH', channel, payload);
    if (index % 10 === 9) await page.waitForTimeout(120);
  }
  await page.getByRole('textbox', { name: 'Publish to' }).fill('edits');
  await page
    .getByRole('textbox', { name: 'Payload' })
    .fill('{"type":"edit","title":"Mill race","bot":false}');
  await page.keyboard.press('Control+Enter');
  await page
    .getByRole('grid', { name: 'Messages' })
    .getByRole('row')
    .filter({ hasText: 'edits' })
    .last()
    .click();
  await page.waitForTimeout(1_200);
  await take('pubsub');
  await open('Overview');
  await page.waitForTimeout(1_500);
  await take('overview');
} finally {
  await browser.close();
  await host.stop();
  await redis.stop();
}

/**
 * The n-th of a fixed sequence of messages.
 *
 * @param {number} n
 * @returns {[channel: string, payload: string]}
 */
function message(n) {
  const wikis = ['en.wikipedia.org', 'www.wikidata.org', 'commons.wikimedia.org'];
  const titles = ['Water wheel', 'Mill race', 'Tide mill', 'List of rivers', 'Port of Antwerp'];
  const at = new Date(Date.UTC(2026, 0, 1, 12, 0, n)).toISOString();
  if (n % 5 === 3)
    return [
      'device_events',
      JSON.stringify({
        os_name: n % 2 ? 'Android' : 'Windows',
        os_timezone: 'Europe/Lisbon',
        device_is_mobile: n % 2 === 1,
      }),
    ];
  if (n % 7 === 5)
    return [
      n % 2 ? 'orders.eu' : 'orders.us',
      JSON.stringify({ order: 27_500 + n, total: 19.5 + n, items: n % 4 }),
    ];
  const wiki = wikis[(n * 7) % 3];
  return [
    'edits',
    JSON.stringify({
      type: n % 4 ? 'edit' : 'new',
      title: titles[(n * 3) % 5],
      bot: n % 6 === 0,
      server_name: wiki,
      length: { old: 14_000 + n, new: 14_020 + n * 2 },
      meta: { domain: wiki, dt: at },
    }),
  ];
}
