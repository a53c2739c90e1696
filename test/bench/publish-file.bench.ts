import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { noSecrets } from '#engine/connections/connection-secrets.ts';
import { Connection } from '#engine/connections/connection.ts';
import { FileRun } from '#engine/publish-file/file-run.ts';
import { openFile } from '#engine/files/open-file.ts';
import { startRedisServer, type TestServer } from '../support/redis-server.ts';
import { median, type BenchResult } from './bench.ts';

/**
 * A file of JSON lines published as fast as the server answers, each line read, checked and confirmed, against redis-benchmark that sends
 * the same number of payloads of the same size over one connection, as many at a time.
 */
export const bar = 0.5;
export const unit = 'messages/s of a JSONL file, against redis-benchmark -P 1000 publish of the same size';

const MESSAGES = 500_000;
const PAYLOAD_BYTES = 300;
const ROUNDS = 7;

function line(number: number): string {
  const beginning = `{"id":${number},"type":"edit","title":"Port of Antwerp","bot":false,"length":{"old":14012,"new":14020},"comment":"`;
  return `${beginning}${'x'.repeat(PAYLOAD_BYTES - beginning.length - 2)}"}`;
}

async function benchmark(port: number): Promise<number> {
  const args = ['-p', String(port), '-c', '1', '-P', '1000', '-n', String(MESSAGES), '--csv'];
  const { stdout } = await promisify(execFile)('redis-benchmark', [...args, 'publish', 'theirs', line(1)]);
  const row = stdout.trim().split('\n').at(-1)!;
  return Number(/","([\d.]+)"/.exec(row)![1]);
}

async function publish(server: TestServer, path: string): Promise<number> {
  const connection = new Connection({
    id: 'bench',
    target: server.target(),
    secrets: async () => noSecrets,
  });
  await connection.ready();
  const run = new FileRun(connection, await openFile(path), {
    command: 'PUBLISH',
    target: { kind: 'one', channel: new Uint8Array(Buffer.from('ours')) },
    timing: { mode: 'fast' },
    fromLine: 1,
  });
  let last = run.state();
  for await (const state of run.progress(new AbortController().signal)) last = state;
  connection.close();
  if (last.state !== 'done' || last.sent !== MESSAGES) throw new Error(JSON.stringify(last));
  return last.perSecond;
}

export async function run(): Promise<BenchResult> {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-bench-'));
  const path = join(folder, 'lines.jsonl');
  await writeFile(path, Array.from({ length: MESSAGES }, (_, number) => `${line(number)}\n`).join(''));
  const server = await startRedisServer();
  try {
    const ours: number[] = [];
    const theirs: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      theirs.push(await benchmark(server.port));
      ours.push(await publish(server, path));
    }
    return {
      ratio: median(ours.map((rate, round) => rate / theirs[round]!)),
      detail: {
        'messages/s': Math.round(median(ours)),
        'redis-benchmark messages/s': Math.round(median(theirs)),
        messages: MESSAGES,
        'payload bytes': PAYLOAD_BYTES,
      },
    };
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
