import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import type { AddressInfo } from 'node:net';
import { http } from '#engine/node-http.ts';
import { DEFAULT_RATE, firstEvent, replayBody, type ReplayOptions } from '#engine/pipelines/replay/replay.ts';
import { onStopSignals } from '#engine/stop-signals.ts';
import { numberOption } from '../arguments.ts';
import { command, type Values } from '../command.ts';
import { say, writeStdout } from '../output.ts';
import { UsageError } from '../usage-error.ts';

const PATH = '/v2/stream/recentchange';

const options = {
  port: { type: 'string', value: 'N', text: 'the port of 127.0.0.1 to listen on (default: any free one)' },
  rate: { type: 'string', value: 'N', text: `events a second (default: ${DEFAULT_RATE})` },
  seed: { type: 'string', value: 'N', text: 'the same seed gives the same events' },
  count: { type: 'string', value: 'N', text: 'end after this many events' },
} as const;

/** `millrace replay`. */
export const replay = command({
  summary: 'Serve generated Wikipedia changes as server-sent events on the loopback.',
  positionals: { min: 1, max: 1, names: 'wikipedia' },
  options,
  run: (values, [what]) => serveReplay(what!, values),
});

/** Serves until a signal. */
async function serveReplay(what: string, values: Values<typeof options>): Promise<number> {
  if (what !== 'wikipedia') throw new UsageError(`There is no replay "${what}". There is: wikipedia.`);
  const port = numberOption('port', values.port, 0, 65_535) ?? 0;
  const options: ReplayOptions = {
    rate: numberOption('rate', values.rate, 0.001, 1_000_000, false) ?? DEFAULT_RATE,
    seed: numberOption('seed', values.seed, 0, 2 ** 32),
    count: numberOption('count', values.count, 0, Number.MAX_SAFE_INTEGER),
  };
  const server = http.createServer((request, response) => void answer(request, response, options));
  const listening = Promise.withResolvers<void>();
  server.once('error', (error: NodeJS.ErrnoException) =>
    listening.reject(
      new Error(
        error.code === 'EADDRINUSE'
          ? `Port ${port} is in use. Choose another with --port, or leave it out.`
          : error.message,
      ),
    ),
  );
  server.listen(port, '127.0.0.1', () => listening.resolve());
  await listening.promise;
  const { port: actual } = server.address() as AddressInfo;
  await writeStdout(`${JSON.stringify({ url: `http://127.0.0.1:${actual}${PATH}` })}\n`);
  const signal = await new Promise<string>(resolve => {
    onStopSignals({ signals: ['SIGINT', 'SIGTERM'], stop: resolve, stopAtOnce: () => process.exit(1) });
  });
  say(`${signal}: stopping.`);
  server.close();
  server.closeAllConnections();
  return 0;
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  options: ReplayOptions,
): Promise<void> {
  if (request.method !== 'GET' || request.url?.split('?', 1)[0] !== PATH) {
    response
      .writeHead(request.method === 'GET' ? 404 : 405, { 'content-type': 'text/plain' })
      .end(`Only GET ${PATH}.\n`);
    return;
  }
  const first = firstEvent(options, (request.headers['last-event-id'] as string | undefined) ?? null);
  if (first === null) {
    response.writeHead(204).end();
    return;
  }
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
  });
  // A client that goes away in the middle is the normal end of a stream.
  await pipeline(Readable.from(replayBody(options, first, gone.signal)), response).catch(() => {});
}
