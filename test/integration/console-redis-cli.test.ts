import { execFileSync, spawn } from 'node:child_process';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cliText } from '#shared/redis/reply/cli-text.ts';
import type { RedisReply } from '#shared/redis/reply/reply.ts';
import { splitArguments } from '#shared/redis/split-arguments.ts';
import { ReplyReader } from '#engine/console/reply-reader.ts';
import { bulk, startHostileServer, type HostileServer } from '../support/hostile-server.ts';

/** The console against the program that it stands in for: the same lines in, the same text out. */

const program = findRedisCli();
const CASES = 300;

let server: HostileServer;
let commands: string[][];
let answers: string[];
beforeAll(async () => {
  server = await startHostileServer(([name, ...args]) => {
    if (name === 'hello') return '%1\r\n+proto\r\n:3\r\n';
    if (name === 'command') return '*0\r\n';
    if (name !== 'say') return '+OK\r\n';
    commands.push(args);
    return Buffer.from(answers.shift() ?? '+OK\r\n', 'latin1');
  });
});
afterAll(() => server.stop());

const all = { bytes: 2 ** 24, elements: 100_000 };

test.skipIf(program === null)('prints each reply as redis-cli does', async () => {
  for (const protocol of [2, 3] as const) {
    const wires = fc.sample(reply(protocol), { numRuns: CASES, seed: 1 });
    commands = [];
    answers = [...wires];
    const printed = await redisCli(wires.map(() => 'say it').join('\n'), [`-${protocol}`, '--no-raw']);
    const ours = wires.map(wire => {
      const [read] = new ReplyReader(all).read(Buffer.from(wire, 'latin1')) as Iterable<RedisReply>;
      return `${cliText(read!)}\n`;
    });
    expect(printed.split('\n')).toEqual(ours.join('').split('\n'));
  }
});

test.skipIf(program === null)('reads each line as redis-cli does', async () => {
  const piece = fc.constantFrom(
    '"',
    "'",
    '\\',
    '\\x41',
    '\\n',
    '\\"',
    "\\'",
    ' ',
    'a',
    'x',
    '0',
    'ü',
    '\t',
    '\v',
  );
  const lines = fc
    .sample(fc.array(piece, { maxLength: 12 }), { numRuns: CASES, seed: 1 })
    .map(pieces => `say ${pieces.join('')}`);
  commands = [];
  answers = [];
  await redisCli(lines.join('\n'), []);
  const ours = lines.flatMap(line => {
    const { args, problem } = splitArguments(line);
    return problem ? [] : [args.slice(1).map(({ bytes }) => Buffer.from(bytes).toString('latin1'))];
  });
  expect(commands.map(args => JSON.stringify(args))).toEqual(ours.map(args => JSON.stringify(args)));
});

function reply(protocol: 2 | 3): fc.Arbitrary<string> {
  const line = fc.stringMatching(/^[A-Z][a-zA-Z ]{0,8}$/);
  const bytes = fc.uint8Array({ maxLength: 8 }).map(raw => Buffer.from(raw).toString('latin1'));
  const plain = [
    line.map(word => `+${word}\r\n`),
    line.map(word => `-${word}\r\n`),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(number => `:${number}\r\n`),
    bytes.map(bulk),
    fc.constant('$-1\r\n'),
  ];
  const typed = [
    fc.boolean().map(value => `#${value ? 't' : 'f'}\r\n`),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map(number => `,${number}\r\n`),
    fc.constant('_\r\n'),
    fc.constantFrom('some text', 'two\nlines').map(words => `=${words.length + 4}\r\ntxt:${words}\r\n`),
  ];
  return fc.letrec<{ reply: string }>(tie => {
    const items = (max: number) => fc.array(tie('reply'), { maxLength: max });
    const nested = [items(12).map(list => `*${list.length}\r\n${list.join('')}`)];
    const nestedTyped = [
      items(4).map(list => `~${list.length}\r\n${list.join('')}`),
      fc
        .array(fc.tuple(fc.oneof(...plain), tie('reply')), { maxLength: 11 })
        .map(list => `%${list.length}\r\n${list.flat().join('')}`),
    ];
    const leaves = protocol === 3 ? [...plain, ...typed] : plain;
    const inner = protocol === 3 ? [...nested, ...nestedTyped] : nested;
    return { reply: fc.oneof({ maxDepth: 4, depthSize: 'medium' }, ...leaves, ...inner) };
  }).reply;
}

async function redisCli(input: string, options: string[]): Promise<string> {
  const child = spawn(program!, ['-p', String(server.port), ...options], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: { ...process.env, TERM: 'dumb' },
  });
  let output = '';
  child.stdout.setEncoding('latin1').on('data', chunk => (output += chunk));
  child.stdin.end(`${input}\n`);
  await new Promise(resolve => child.once('close', resolve));
  return output;
}

function findRedisCli(): string | null {
  try {
    execFileSync('redis-cli', ['--version']);
    return 'redis-cli';
  } catch {
    return null;
  }
}
