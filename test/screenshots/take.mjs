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

  await weather();
  await open('Streams');
  await page.getByRole('grid', { name: 'Streams' }).getByText('chennai', { exact: true }).click();
  await page.getByRole('tab', { name: /pending/i }).click();
  const pending = page.getByRole('grid', { name: 'Pending entries' });
  for (const row of [3, 4, 8]) await pending.getByRole('row').nth(row).getByRole('checkbox').click();
  await page.getByRole('button', { name: 'Claim…' }).click();
  await page
    .getByRole('textbox', { name: 'Give to' })
    .or(page.getByRole('combobox', { name: 'Give to' }))
    .first()
    .fill('bob');
  await page.waitForTimeout(1_500);
  await take('pending');

  await shop();
  await open('Keys');
  const keys = page.getByRole('grid', { name: 'Keys' });
  await keys.getByText('cart:', { exact: true }).click();
  await page.keyboard.press('ArrowRight');
  await keys.getByText('1002', { exact: true }).click();
  await page.keyboard.press('Control+`');
  const command = page.getByRole('textbox', { name: 'Command' });
  for (const line of ['XPENDING chennai mygroup', 'ZRANGE board:today 0 2 WITHSCORES REV']) {
    await command.fill(line);
    await command.press('Enter');
    await page.getByRole('log').getByText('ms', { exact: false }).last().waitFor();
    await page.waitForTimeout(300);
  }
  await command.pressSequentially('XCLAIM chennai mygroup bob 60000 ');
  await page.waitForTimeout(1_200);
  await take('keys');
  await command.fill('');
  await page.keyboard.press('Control+`');

  await open('Pipelines');
  await page
    .getByRole('navigation', { name: 'Pipeline files' })
    .getByRole('button', { name: 'Wikipedia edits' })
    .click();
  await page.getByRole('button', { name: 'Start offline' }).click();
  await page.waitForTimeout(35_000);
  await take('pipeline');
} finally {
  await browser.close();
  await host.stop();
  await redis.stop();
}

/** A stream whose group has entries pending with alice, one of them delivered again and again, two deleted meanwhile. */
async function weather() {
  await redis.ask('XGROUP', 'CREATE', 'chennai', 'mygroup', '0', 'MKSTREAM');
  for (let index = 0; index < 400; index++) {
    const reading = [
      'temperature',
      String(24 + ((index * 7) % 9)),
      'humidity',
      String(9 + ((index * 5) % 11)),
    ];
    await redis.ask('XADD', 'chennai', '*', ...reading, 'station', 'chennai');
  }
  await redis.ask('XREADGROUP', 'GROUP', 'mygroup', 'alice', 'COUNT', 120, 'STREAMS', 'chennai', '>');
  await redis.ask('XREADGROUP', 'GROUP', 'mygroup', 'bob', 'COUNT', 60, 'STREAMS', 'chennai', '>');
  const pending = /** @type {Buffer[][]} */ (
    await redis.ask('XPENDING', 'chennai', 'mygroup', '-', '+', 120, 'alice')
  );
  const ids = pending.map(([id]) => String(id));
  for (const [index, id] of ids.entries()) {
    const again = index === 4 ? 812 : 1 + (index % 3);
    await redis.ask(
      'XCLAIM',
      'chennai',
      'mygroup',
      'alice',
      0,
      id,
      'IDLE',
      230_000 - index * 1_700,
      'RETRYCOUNT',
      again,
      'JUSTID',
    );
  }
  await redis.ask('XDEL', 'chennai', ids[6] ?? '', ids[14] ?? '');
}

/** Keys of all types, some of which expire. */
async function shop() {
  for (let cart = 1000; cart < 1040; cart++) {
    const fields = [
      'user',
      `u${cart % 17}`,
      'items',
      String(1 + (cart % 5)),
      'total',
      (cart * 0.37).toFixed(2),
    ];
    await redis.ask('HSET', `cart:${cart}`, ...fields, 'note', '{"gift":true,"wrap":"paper"}');
    await redis.ask('EXPIRE', `cart:${cart}`, 3_600 + cart);
    await redis.ask('ZADD', 'board:today', String((cart * 7) % 101), `u${cart % 17}`);
    await redis.ask('SADD', `tags:${cart % 4}`, `u${cart % 17}`, `u${cart % 5}`);
    await redis.ask('LPUSH', 'queue:mails', `{"to":"u${cart % 17}","template":"welcome"}`);
    await redis.ask('SET', `session:${cart}`, `{"user":"u${cart % 17}","ok":true}`, 'EX', 900);
  }
  await redis.ask('PFADD', 'visitors:today', 'a', 'b', 'c');
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
