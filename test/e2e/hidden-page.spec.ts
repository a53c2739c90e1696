import { openHostClient } from '../support/host-client.ts';
import { until } from '../support/until.ts';
import type { BrowserHost } from '../support/browser-host.ts';
import { expect, openScreen, subscribe, test } from './fixtures.ts';

test('a hidden page asks for nothing and is told nothing; when it is shown again, it shows the newest', async ({
  host,
  page,
  redis,
}) => {
  let frames: string[] = [];
  page.on('websocket', socket => {
    const note = ({ payload }: { payload: string | Buffer }) =>
      frames.push(payload.toString('latin1').slice(0, 200));
    socket.on('framesent', note);
    socket.on('framereceived', note);
  });
  await page.goto(host.url);
  for (const screen of ['Streams', 'Pipelines', 'Charts', 'Keys', 'Overview', 'Pub/Sub'])
    await openScreen(page, screen);
  await subscribe(page, 'news');
  const grid = page.getByRole('grid', { name: 'Messages' });
  await redis.ask('PUBLISH', 'news', 'before');
  await expect(grid).toContainText('before');

  await setVisibility('hidden');
  const beats = await beatsOf(host);
  // It had room for two more items of each stream; the slowest has one every two seconds, later on a busy machine.
  await until(
    async () => {
      frames = [];
      await redis.ask('PUBLISH', 'news', 'for what was asked for before');
      await beats(5);
      return frames;
    },
    seen => seen.length === 0,
  );
  await redis.ask('PUBLISH', 'news', 'meanwhile');
  await beats(3);
  expect(frames).toEqual([]);

  await setVisibility('visible');
  await expect(grid).toContainText('meanwhile');

  async function setVisibility(state: DocumentVisibilityState): Promise<void> {
    await page.evaluate(given => {
      Object.defineProperty(document, 'visibilityState', { get: () => given, configurable: true });
      Object.defineProperty(document, 'hidden', { get: () => given === 'hidden', configurable: true });
      document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
    }, state);
  }
});

/** Waits, with a page of its own, until the engine has looked at a stream so many more times: once a second. */
async function beatsOf(host: BrowserHost): Promise<(count: number) => Promise<unknown>> {
  const { client, connectionId } = await openHostClient(host);
  const key = new TextEncoder().encode('orders');
  let looks = 0;
  void (async () => {
    for await (const _ of client.streams.watch({ connectionId, key })) looks++;
  })().catch(() => {});
  return count => {
    const enough = looks + count;
    return until(
      () => looks,
      seen => seen >= enough,
    );
  };
}
