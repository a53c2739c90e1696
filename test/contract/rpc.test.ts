import { createServer } from 'node:http';
import { MessageChannel } from 'node:worker_threads';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { z } from 'zod';
import type { Channel, Message } from '#shared/rpc/channel.ts';
import { connect } from '#shared/rpc/client.ts';
import { type Handlers, query, stream, streamsOf } from '#shared/rpc/define.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import { RpcServer, type ServeOptions } from '#shared/rpc/server.ts';
import { webSocketChannel } from '../../src/main/browser-host/web-socket-channel.ts';
import { messagePortChannel } from '../../src/main/electron/message-port-channel.ts';
import { MessagePortChannel } from '../../src/renderer/lib/message-port-channel.ts';
import { WebSocketChannel } from '../../src/renderer/lib/web-socket-channel.ts';
import { MessagePortMain } from '../electron/stand-in/ports.ts';
import { until } from '../support/until.ts';

/** One suite for the protocol, run over every adapter that carries it. */
const contract = {
  test: {
    echo: query(z.object({ text: z.string(), bytes: z.instanceof(Uint8Array).optional() }), z.unknown()),
    fail: query(z.object({ how: z.enum(['ours', 'theirs', 'unclonable']) }), z.undefined()),
    hang: query(z.undefined(), z.undefined()),
    count: stream(z.object({ to: z.number() }), z.number()),
    newest: stream(z.undefined(), z.object({ value: z.number(), columns: z.instanceof(Float64Array) })),
    wrong: query(z.undefined(), z.number()),
  },
};

interface Pair {
  page: Channel;
  engine: Channel;
}
const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

const adapters: Record<string, () => Promise<Pair>> = {
  'DOM MessagePort to MessagePortMain': async () => {
    const { port1, port2 } = new MessageChannel();
    const page = new MessagePortChannel(port1 as unknown as globalThis.MessagePort);
    const engine = messagePortChannel(new MessagePortMain(port2));
    cleanups.push(() => page.close());
    return { page, engine };
  },
  WebSocket: async () => {
    const server = createServer().listen(0, '127.0.0.1');
    const sockets = new WebSocketServer({ server });
    await new Promise(resolve => server.once('listening', resolve));
    const arrived = new Promise<WebSocket>(resolve => sockets.once('connection', resolve));
    const { port } = server.address() as { port: number };
    const socket = new WebSocket(`ws://127.0.0.1:${port}`);
    const page = new WebSocketChannel(socket as unknown as globalThis.WebSocket);
    cleanups.push(() => (socket.terminate(), server.close(), server.closeAllConnections()));
    return { page, engine: webSocketChannel(await arrived) };
  },
};

describe.each(Object.entries(adapters))('over %s', (_, openPair) => {
  let state = { value: 0, asked: 0, aborted: [] as string[], returned: 0 };

  async function serve(options: Partial<ServeOptions> & { token?: string } = {}) {
    state = { value: 0, asked: 0, aborted: [], returned: 0 };
    const handlers: Handlers<typeof contract> = {
      test: {
        echo: input => input,
        fail: ({ how }) => {
          if (how === 'ours')
            throw new MillraceError('conflict', 'Taken over.', { by: 'bob', count: 3, odd: { deep: 1 } });
          if (how === 'unclonable') throw new MillraceError('internal', 'odd', { f: () => {} });
          throw new TypeError('boom');
        },
        hang: (_, { signal }) =>
          new Promise((_, reject) =>
            signal.addEventListener(
              'abort',
              () => (state.aborted.push('hang'), reject(new Error('aborted'))),
            ),
          ),
        async *count({ to }, { signal }) {
          try {
            for (let number = 1; number <= to; number++) {
              state.asked = number;
              yield number;
            }
          } finally {
            state.returned++;
            if (signal.aborted) state.aborted.push('count');
          }
        },
        async *newest(_, { signal }) {
          signal.addEventListener('abort', () => state.aborted.push('newest'));
          while (!signal.aborted) {
            state.asked++;
            yield { value: state.value, columns: new Float64Array([state.value, 0.5]) };
          }
        },
        wrong: () => 'not a number' as unknown as number,
      },
    };
    const { page, engine } = await openPair();
    const ended = vi.fn<() => void>();
    const server = new RpcServer(contract, handlers, {
      engine: 'run-1',
      validateOutputs: true,
      onPageEnd: ended,
      ...options,
    });
    server.serve(engine);
    const connected = connect(
      streamsOf(contract),
      page,
      options.token === undefined ? {} : { token: options.token },
    );
    return { page, engine, server, connected, ended };
  }
  const client = async () => (await (await serve()).connected).client.test;

  test('a question gets its answer, bytes as bytes', async () => {
    const call = await client();
    expect(await call.echo({ text: 'ä', bytes: new Uint8Array([0, 255]) })).toEqual({
      text: 'ä',
      bytes: new Uint8Array([0, 255]),
    });
    expect(await call.echo({ text: 'view', bytes: new Uint8Array(100).fill(9).subarray(10, 12) })).toEqual({
      text: 'view',
      bytes: new Uint8Array([9, 9]),
    });
  });

  test('the engine names its run', async () => {
    expect((await (await serve()).connected).engine).toBe('run-1');
  });

  test('errors are data: ours with code and detail, others as internal', async () => {
    const call = await client();
    await expect(call.fail({ how: 'ours' })).rejects.toMatchObject({
      code: 'conflict',
      message: 'Taken over.',
      detail: { by: 'bob', count: 3 },
    });
    await expect(call.fail({ how: 'theirs' })).rejects.toMatchObject({ code: 'internal', message: 'boom' });
    await expect(call.fail({ how: 'unclonable' })).rejects.toMatchObject({
      code: 'internal',
      message: 'odd',
    });
  });

  test('input outside the contract is refused with what is wrong; the channel goes on', async () => {
    const call = await client();
    await expect(call.echo({ text: 5 } as unknown as { text: string })).rejects.toMatchObject({
      code: 'bad-input',
      message: expect.stringContaining('text'),
    });
    expect(await call.echo({ text: 'still' })).toEqual({ text: 'still' });
  });

  test('an output outside the contract is our defect', async () => {
    const call = await client();
    await expect(call.wrong()).rejects.toMatchObject({
      code: 'internal',
      message: expect.stringContaining('test.wrong'),
    });
  });

  test('a method that does not exist', async () => {
    const { page, connected } = await serve();
    await connected;
    const answer = new Promise<Message>(resolve => page.onMessage(message => resolve(message as Message)));
    page.post({ t: 'request', id: 77, method: 'constructor.constructor', input: undefined });
    expect(await answer).toMatchObject({ t: 'error', id: 77, error: { code: 'not-found' } });
  });

  test('a stream arrives whole and in order', async () => {
    const numbers: number[] = [];
    for await (const number of (await client()).count({ to: 500 })) numbers.push(number);
    expect(numbers).toEqual(Array.from({ length: 500 }, (_, index) => index + 1));
  });

  test('a slow reader costs nothing: the producer is not asked without credit, and then says its newest state', async () => {
    const call = await client();
    const reader = call.newest()[Symbol.asyncIterator]();
    await reader.next();
    await until(
      () => state.asked,
      asked => asked >= 2,
    );
    const askedBefore = state.asked;
    await new Promise(resolve => setTimeout(resolve, 100));
    expect(state.asked).toBeLessThanOrEqual(askedBefore + 1);
    state.value = 42;
    const values: number[] = [];
    while (!values.includes(42) && values.length < 10)
      values.push((await reader.next()).value.value as number);
    expect(values.length).toBeLessThanOrEqual(4);
    await reader.return?.();
    await until(
      () => state.aborted,
      aborted => aborted.includes('newest'),
    );
  });

  test('items on demand are made when they are asked for, and not before', async () => {
    const call = await client();
    const reader = call.newest(undefined, { onDemand: true })[Symbol.asyncIterator]();
    for (let count = 1; count <= 3; count++) {
      state.value = count;
      expect((await reader.next()).value.value).toBe(count);
      // Whatever was on its way is there when this is answered.
      await call.echo({ text: 'after it' });
      expect(state.asked).toBe(count);
    }
    await reader.return?.();
    await until(
      () => state.aborted,
      aborted => aborted.includes('newest'),
    );
    let sum = 0;
    for await (const number of call.count({ to: 20 }, { onDemand: true })) sum += number;
    expect(sum).toBe(210);
  });

  test('leaving a stream early ends its producer', async () => {
    for await (const number of (await client()).count({ to: 1_000_000 })) if (number === 3) break;
    await until(
      () => state.returned,
      returned => returned === 1,
    );
    expect(state.asked).toBeLessThan(20);
  });

  test('cancelling ends a question on both sides', async () => {
    const call = await client();
    const cancel = new AbortController();
    const waiting = expect(call.hang(undefined, { signal: cancel.signal })).rejects.toMatchObject({
      code: 'cancelled',
    });
    await call.echo({ text: 'the request before this one has arrived' });
    cancel.abort();
    await waiting;
    await until(
      () => state.aborted,
      aborted => aborted.includes('hang'),
    );
  });

  test('a channel that closes ends everything on it, on both sides', async () => {
    const { page, connected, ended } = await serve();
    const {
      client: { test: call },
    } = await connected;
    const waiting = expect(call.hang()).rejects.toMatchObject({ code: 'disconnected' });
    const reader = call.newest()[Symbol.asyncIterator]();
    await reader.next();
    page.close();
    await waiting;
    await until(
      () => state.aborted.toSorted(),
      aborted => aborted.join() === 'hang,newest',
    );
    await until(
      () => ended.mock.calls.length,
      calls => calls === 1,
    );
    await expect(call.echo({ text: 'late' })).rejects.toMatchObject({ code: 'disconnected' });
  });

  test('an engine that closes tells the page', async () => {
    const { server, connected } = await serve();
    const {
      client: { test: call },
    } = await connected;
    const waiting = expect(call.hang()).rejects.toMatchObject({ code: 'disconnected' });
    server.close('Millrace ends');
    await waiting;
  });

  test('the token is checked', async () => {
    const authenticate = (token: unknown) => token === 'right';
    await expect((await serve({ authenticate, token: 'wrong' })).connected).rejects.toMatchObject({
      code: 'unauthorized',
    });
    await expect((await serve({ authenticate })).connected).rejects.toMatchObject({ code: 'unauthorized' });
    await (
      await serve({ authenticate, token: 'right' })
    ).connected;
  });

  test.each<[string, unknown]>([
    ['another protocol version', { t: 'hello', version: 99 }],
    ['a request before the hello', { t: 'request', id: 1, method: 'test.echo', input: {} }],
    ['something else', { hello: 'there' }],
    ['a text', 'hello'],
  ])('%s is refused and the channel closed', async (_, message) => {
    const { page, engine } = await openPair();
    new RpcServer(contract, {} as Handlers<typeof contract>, { engine: 'x' }).serve(engine);
    const refused = new Promise(resolve => page.onMessage(resolve));
    const closed = new Promise(resolve => page.onClose(resolve));
    page.post(message as Message);
    expect(await refused).toMatchObject({ t: 'refused' });
    await closed;
  });

  test('a page cannot use a number twice or play the engine', async () => {
    for (const message of [
      { t: 'request', id: 1, method: 'test.hang', input: undefined },
      { t: 'result', id: 1, output: 1 },
    ] as Message[]) {
      const { page, connected } = await serve();
      await connected;
      const closed = new Promise(resolve => page.onClose(resolve));
      page.post({ t: 'request', id: 1, method: 'test.hang', input: undefined });
      page.post(message);
      await closed;
    }
  });
});
