import type { NamedTarget } from '#engine/connections/environment.ts';
import { onStopSignals } from '#engine/stop-signals.ts';
import type { NamedPipeline } from '#shared/pipeline/plan.ts';
import { kindOf } from '#shared/pipeline/sources/sources.ts';
import { say, writeReport, writeStdout } from '../output.ts';
import { UsageError } from '../usage-error.ts';
import { serveHealth, type HealthAddress } from './health-server.ts';
import { Workers } from './workers.ts';

/** The options of `millrace run` that concern its workers. */
export interface WorkerValues {
  redis?: string;
  'ask-password'?: boolean;
  set?: string[];
  offline?: boolean;
  reset?: boolean;
  report?: string;
  health?: string;
}

interface WorkersRun {
  pipelines: readonly NamedPipeline[];
  count: number;
  access: NamedTarget;
  forMs: number | null;
}

/**
 * Runs a file by several processes until all have ended.
 *
 * @returns the exit code: the highest of theirs
 * @throws {UsageError} where they would not share the work, or the address of `--health` cannot be used
 */
export async function runWorkers(
  file: string,
  values: WorkerValues,
  { pipelines, count, access, forMs }: WorkersRun,
): Promise<number> {
  for (const { name, source } of pipelines)
    if (kindOf(source).sharing(source) === null)
      throw new UsageError(
        `--workers: "${name}" has no source that workers share: each would count everything. Give it a stream with a group.`,
      );
  const address = values.health === undefined ? null : healthAddress(values.health);
  let isReaderGone = false;
  const workers = new Workers({
    count,
    args: (index, isFirst) => argumentsOf(file, values, index, isFirst),
    password: values['ask-password'] === true ? (access.password ?? '') : null,
    say,
    // A reader such as head that has had enough is no failure; what they write from then on is for nobody.
    write: text => (isReaderGone ? Promise.resolve() : writeStdout(text).catch(onReaderGone)),
  });
  function onReaderGone(): void {
    isReaderGone = true;
    workers.stop();
  }
  let timer: NodeJS.Timeout | undefined;
  if (forMs !== null) void workers.reading.then(() => (timer = setTimeout(() => workers.stop(), forMs)));
  const letGo = onStopSignals({
    signals: ['SIGINT', 'SIGTERM'],
    stop: signal => {
      say(`${signal}: stopping ${count} workers. A second signal ends them at once.`);
      workers.stop();
    },
    stopAtOnce: () => workers.stopAtOnce(),
  });
  process.stdout.on('error', onReaderGone);
  let health: Awaited<ReturnType<typeof serveHealth>> | null = null;
  try {
    health = address && (await openHealth(address, workers));
    if (health) say(`Health: http://${address!.host}:${health.port}/health`);
    const code = await workers.ended;
    return isReaderGone ? 0 : code;
  } finally {
    health?.close();
    clearTimeout(timer);
    letGo();
    if (values.report !== undefined) {
      const reports = workers.reports();
      await writeReport(values.report, pipelines.length > 1 ? reports : (reports[0] ?? null));
    }
  }
}

/** @throws {UsageError} where the address cannot be used, once the workers have ended */
async function openHealth(address: HealthAddress, workers: Workers) {
  try {
    return await serveHealth(address, () => workers.health());
  } catch (error) {
    workers.stop();
    await workers.ended;
    throw new UsageError(`--health ${address.host}:${address.port}: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

function argumentsOf(
  file: string,
  { redis, set = [], offline, reset, 'ask-password': asks }: WorkerValues,
  index: number,
  isFirst: boolean,
): string[] {
  return [
    'run',
    file,
    ...(redis === undefined ? [] : ['--redis', redis]),
    ...(asks === true ? ['--ask-password'] : []),
    ...set.flatMap(text => ['--set', text]),
    '--worker',
    String(index + 1),
    ...(offline === true ? ['--offline'] : []),
    // A worker that is started again goes on with the windows that it has opened since.
    ...(reset === true && isFirst ? ['--reset'] : []),
  ];
}

/** @throws {UsageError} */
function healthAddress(text: string): HealthAddress {
  const [, host, port] = /^(?:(.+):)?(\d{1,5})$/.exec(text) ?? [];
  if (port === undefined || Number(port) > 65_535)
    throw new UsageError(`--health ${text}: give a port, or HOST:PORT such as 0.0.0.0:8081.`);
  return { host: host?.replace(/^\[(.*)\]$/, '$1') ?? '127.0.0.1', port: Number(port) };
}
