import { connect } from 'node:net';
import { type Finding } from '#shared/contract/connections.ts';
import { targetSchema } from '#shared/redis/target.ts';

/** Where Redis, Valkey and their clusters usually listen. */
const usualPorts = [...range(6379, 6389), ...range(7000, 7005)];
const TIMEOUT_MS = 700;

/** The usual ports of this machine that answer a PING as a Redis does. */
export async function findOnPorts(ports = usualPorts): Promise<Finding[]> {
  const answers = await Promise.all(
    ports.map(async port => ({ port, answer: await askPing('127.0.0.1', port) })),
  );
  return answers.flatMap(({ port, answer }) => {
    if (answer === undefined) return [];
    const address = { kind: 'tcp', host: '127.0.0.1', port };
    const target = targetSchema.parse({ address });
    const label = `127.0.0.1:${port}`;
    return [{ id: `port ${port}`, source: 'port' as const, label, note: answer, target, hasPassword: false }];
  });
}

/**
 * Sends a PING and reads one line.
 *
 * @returns what is to know about the server ("" or that it wants a password), or undefined when no Redis answers there
 */
export function askPing(host: string, port: number, timeoutMs = TIMEOUT_MS): Promise<string | undefined> {
  return new Promise(resolve => {
    const socket = connect({ host, port });
    let received = '';
    const finish = (answer: string | undefined) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(answer);
    };
    const timer = setTimeout(() => finish(undefined), timeoutMs);
    socket.once('connect', () => socket.write('*1\r\n$4\r\nPING\r\n'));
    socket.once('error', () => finish(undefined));
    socket.once('close', () => finish(undefined));
    socket.on('data', chunk => {
      received += chunk.toString('latin1');
      if (!received.includes('\r\n') && received.length < 512) return;
      finish(meaningOf(received));
    });
  });
}

function meaningOf(answer: string): string | undefined {
  if (answer.startsWith('+PONG')) return '';
  if (answer.startsWith('-NOAUTH')) return 'wants a password';
  if (answer.startsWith('-LOADING')) return 'is loading its data';
  if (answer.startsWith('-DENIED')) return 'runs in protected mode';
  // Any other error line of the protocol is a Redis that would not PING with us; a line of something else is not.
  return /^-[A-Z]+ /.test(answer) ? 'refuses PING' : undefined;
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}
