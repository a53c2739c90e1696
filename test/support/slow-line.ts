import type { BrowserHost } from './browser-host.ts';
import { startProxy } from './tcp-proxy.ts';

/** The same host, at the end of a line on which everything takes about so many milliseconds each way. */
export async function behindSlowLine(host: BrowserHost, latencyMs: number): Promise<BrowserHost> {
  const line = await startProxy(host.port);
  const from = `:${line.port}`;
  const to = `:${host.port}`;
  line.behave({
    latencyMs,
    // The host answers only to its own name. Both ports have five digits, as those that a system gives have.
    request: bytes => {
      for (let at = bytes.indexOf(from); at >= 0; at = bytes.indexOf(from, at)) bytes.write(to, at, 'latin1');
      return true;
    },
  });
  return {
    ...host,
    url: host.url.replace(to, from),
    origin: host.origin.replace(to, from),
    port: line.port,
    async stop() {
      await line.stop();
      return host.stop();
    },
  };
}
