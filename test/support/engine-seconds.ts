import type { BrowserHost } from './browser-host.ts';
import { openHostClient } from './host-client.ts';
import { until } from './until.ts';

/** Waits, with a page of its own, until the engine has looked at the stream `orders` so many more times: once a second, later on a slow machine. */
export async function engineSeconds(host: BrowserHost): Promise<(count: number) => Promise<unknown>> {
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
