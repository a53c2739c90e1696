import type { CDPSession, Page } from '@playwright/test';
import { engineSeconds } from '../support/engine-seconds.ts';
import { until } from '../support/until.ts';
import { expect, openScreen, test } from './fixtures.ts';

/** A screen rests once it draws nothing for so many seconds of the engine: longer than any of them waits between two looks. */
const SECONDS = 3;
/** The newest figures of the server, told at most every second or when they change; the seconds of a slow machine are longer. */
const DRAWS_A_SECOND = 2;

test('at rest a screen draws nothing but figures that changed', async ({ page: app, host, redis }) => {
  test.slow();
  // In the middle of a day, so that no age becomes another one meanwhile.
  const now = Date.now() - 30.5 * 86_400_000;
  for (let n = 0; n < 20; n++) {
    await redis.ask('XADD', 'orders', `${Math.round(now) + n}-0`, 'n', String(n));
    await redis.ask('HSET', `user:${n}`, 'name', `person ${n}`);
  }
  await app.goto(host.url);
  await expect(app.getByRole('contentinfo')).toContainText('connected');
  const cdp = await app.context().newCDPSession(app);
  await cdp.send('Performance.enable');
  const seconds = await engineSeconds(host);
  await expect(app.getByRole('link', { name: /^Streams/ })).toContainText('1');
  for (const screen of ['Overview', 'Pub/Sub', 'Streams', 'Pipelines', 'Charts', 'Keys', 'Settings']) {
    await openScreen(app, screen);
    // What was begun by opening it is over at some time; what goes on for ever meets the limit, and is named.
    await until(
      async () => {
        const changes = await watchChanges(app);
        const before = await stylesOf(cdp);
        await seconds(SECONDS);
        const drawn = (await stylesOf(cdp)) - before;
        const animations = await app.evaluate(() => document.getAnimations().length);
        return { screen, changed: await changes(), drawn, animations };
      },
      ({ changed, drawn, animations }) =>
        changed.length === 0 && drawn <= SECONDS * DRAWS_A_SECOND && animations === 0,
      60_000,
    );
  }
});

/** Seconds of the engine in which the asks of a page are counted. */
const COUNTED = 10;
/** The consumers of a group are asked for every five seconds at rest, and every two otherwise. */
const ASKS_AT_REST = 3;

test('a page asks seldom where nobody touches it and nothing happens, and as before once somebody does', async ({
  page: app,
  host,
  redis,
}) => {
  test.slow();
  await redis.ask('XADD', 'orders', '1-1', 'n', '1');
  await redis.ask('XGROUP', 'CREATE', 'orders', 'billing', '0');
  await redis.ask('XREADGROUP', 'GROUP', 'billing', 'one', 'STREAMS', 'orders', '>');
  const seconds = await engineSeconds(host);
  const asks = async () => {
    const stats = String(await redis.ask('INFO', 'commandstats'));
    return Number(/cmdstat_xinfo\|consumers:calls=(\d+)/.exec(stats)?.[1] ?? 0);
  };
  const asksOfAWhile = async () => {
    const before = await asks();
    await seconds(COUNTED);
    return (await asks()) - before;
  };
  await app.clock.install();
  await app.goto(host.url);
  await expect(app.getByRole('contentinfo')).toContainText('connected');
  await app.evaluate(() => (location.hash = '#/streams?stream=orders&tab=pending&group=billing'));
  await expect(app.getByRole('grid', { name: 'Pending entries' })).toContainText('1-1');
  await app.clock.fastForward(60_000);
  await until(
    async () => {
      const asked = await asksOfAWhile();
      return {
        asked,
        isAtRest: await app.evaluate(() => document.documentElement.hasAttribute('data-rest')),
      };
    },
    ({ asked, isAtRest }) => asked > 0 && asked <= ASKS_AT_REST && isAtRest,
    60_000,
  );

  await until(
    async () => {
      await app.mouse.move(200 + Math.random() * 100, 300);
      return asksOfAWhile();
    },
    asked => asked > ASKS_AT_REST,
    60_000,
  );
});

/** How often styles were calculated so far. */
async function stylesOf(cdp: CDPSession): Promise<number> {
  const { metrics } = await cdp.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'RecalcStyleCount')!.value;
}

/**
 * Watches the page for changes. The figures of the server and of the engine are left out: those are others from second to second.
 *
 * @returns ends it, with what changed
 */
async function watchChanges(page: Page): Promise<() => Promise<string[]>> {
  const watch = await page.evaluateHandle(() => {
    const changed = new Set<string>();
    const observer = new MutationObserver(records => {
      for (const { target, type, attributeName } of records) {
        const element = target instanceof Element ? target : target.parentElement;
        // The memory of the engine stands in the settings as well, and the command that an empty chart proposes has the time in it.
        if (!element || element.closest('footer, dd, code, [aria-label^="Health of"]')) continue;
        // React writes it anew whenever its component is drawn: a list is, for the ages in it.
        if (element instanceof HTMLInputElement && attributeName === 'name') continue;
        const name = element.getAttribute('aria-label') ?? element.textContent?.slice(0, 40);
        changed.add(`${type} ${attributeName ?? ''} of ${element.tagName.toLowerCase()} "${name}"`);
      }
    });
    observer.observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
    return { changed, observer };
  });
  return async () => {
    const changed = await watch.evaluate(({ changed: all, observer }) => {
      observer.disconnect();
      return [...all];
    });
    await watch.dispose();
    return changed;
  };
}
