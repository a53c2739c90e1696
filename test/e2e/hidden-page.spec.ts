import { engineSeconds } from '../support/engine-seconds.ts';
import { until } from '../support/until.ts';
import { expect, openScreen, subscribe, test } from './fixtures.ts';

test('a hidden page asks for nothing and is told nothing; when it is shown again, it shows the newest', async ({
  host,
  page,
  redis,
}) => {
  let asked: string[] = [];
  let told: string[] = [];
  page.on('websocket', socket => {
    socket.on('framesent', ({ payload }) => asked.push(beginningOf(payload)));
    socket.on('framereceived', ({ payload }) => told.push(beginningOf(payload)));
  });
  await page.goto(host.url);
  for (const screen of ['Streams', 'Pipelines', 'Charts', 'Keys', 'Overview', 'Pub/Sub'])
    await openScreen(page, screen);
  await subscribe(page, 'news');
  const grid = page.getByRole('grid', { name: 'Messages' });
  await redis.ask('PUBLISH', 'news', 'before');
  await expect(grid).toContainText('before');

  await setVisibility('hidden');
  const seconds = await engineSeconds(host);
  // What was under way is answered, and may ask once more.
  await until(
    async () => {
      asked = [];
      told = [];
      await seconds(3);
      return questionsIn(asked);
    },
    seen => seen.length === 0,
  );
  for (let count = 0; count < 5; count++) {
    await redis.ask('PUBLISH', 'news', 'meanwhile');
    await seconds(1);
  }
  expect(questionsIn(asked)).toEqual([]);
  // Each stream was asked for two items, and takes the first of them, with room for one in its place, before it rests.
  for (const [frames, most] of [
    [asked, 1],
    [told, 3],
  ] as const) {
    const streams = frames.map(frame => /"id":(\d+)/.exec(frame)?.[1]);
    for (const id of streams)
      expect(streams.filter(other => other === id).length, frames.join('\n')).toBeLessThanOrEqual(most);
  }

  await setVisibility('visible');
  await expect(grid.getByText('meanwhile')).toHaveCount(5);

  async function setVisibility(state: DocumentVisibilityState): Promise<void> {
    await page.evaluate(given => {
      Object.defineProperty(document, 'visibilityState', { get: () => given, configurable: true });
      Object.defineProperty(document, 'hidden', { get: () => given === 'hidden', configurable: true });
      document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
    }, state);
  }
});

/** All that a page says but that it has room for more of a stream. */
const questionsIn = (frames: readonly string[]) => frames.filter(frame => !frame.includes('"t":"credit"'));

const beginningOf = (payload: string | Buffer) => payload.toString('latin1').slice(0, 200);
