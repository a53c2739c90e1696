import { writeFile } from 'node:fs/promises';
import { readTarget, targetFromEnvironment } from '#engine/connections/environment.ts';
import { PipelineRun } from '#engine/pipelines/supervise/pipeline-run.ts';
import { onStopSignals } from '#engine/stop-signals.ts';
import { guaranteeOf } from '#shared/pipeline/guarantee.ts';
import { parseDuration } from '#shared/pipeline/duration.ts';
import { compilePlan, type NamedPipeline } from '#shared/pipeline/plan.ts';
import { problemLine } from '#shared/pipeline/problems.ts';
import { parseOverride } from '#shared/pipeline/read-pipelines.ts';
import { kindOf, type SourceSpec } from '#shared/pipeline/sources/sources.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import { numberOption } from '../arguments.ts';
import { command, type Values } from '../command.ts';
import { askPassword, askPasswordOption } from '../ask-password.ts';
import { loadPipelines } from '../load-file.ts';
import { say, writeReport, writeStdout } from '../output.ts';
import { asUsage, redisOption } from '../redis-option.ts';
import { UsageError } from '../usage-error.ts';
import { version } from '../version.ts';
import { runWorkers } from '../workers/run-workers.ts';
import { tellStarter } from '../workers/worker-messages.ts';

const options = {
  redis: {
    type: 'string',
    value: 'URL',
    text: 'the server (default: REDIS_URL, REDIS_HOST and REDIS_PORT, or 127.0.0.1:6379)',
  },
  'ask-password': askPasswordOption,
  set: { type: 'string', value: 'path=value', multiple: true, text: 'another value for a field of the file' },
  for: { type: 'string', value: '30s', text: 'stop after this time' },
  offline: { type: 'boolean', text: 'read sse sources from the built-in replay' },
  reset: {
    type: 'boolean',
    text: 'drop the open windows of the previous run if the edited file cannot continue from them',
  },
  report: { type: 'string', value: 'FILE', text: 'write the counts to this file at the end, as JSON' },
  workers: {
    type: 'string',
    value: 'N',
    text: 'run N processes that share the group of its streams; each is started again when it fails',
  },
  worker: {
    type: 'string',
    value: 'NAME',
    text: 'add -NAME to the consumers that the file names, so that several of it can run',
  },
  health: {
    type: 'string',
    value: '[HOST:]PORT',
    text: 'with --workers: answer GET /health there, with 200 while all of them are at work (default host: 127.0.0.1)',
  },
} as const;

/** `millrace run`. */
export const run = command({
  summary: 'Run the pipelines of a file until they end, the time is up, or a signal arrives.',
  positionals: { min: 1, max: 1, names: 'FILE|RECIPE' },
  options,
  run: (values, [file]) => runFile(file!, values),
});

async function runFile(name: string, values: Values<typeof options>): Promise<number> {
  const overrides = (values.set ?? []).map(text => {
    const override = parseOverride(text);
    if (!override) throw new UsageError(`--set ${text}: give path=value, such as source.path=clicks.jsonl.`);
    return override;
  });
  const forMs = values.for === undefined ? null : durationOption(values.for);
  const access = await serverOf(values.redis, values['ask-password'] === true);
  const file = await loadPipelines(name, overrides);
  if (!file.ok) {
    for (const problem of file.problems) say(problemLine(problem));
    return 2;
  }
  const count = numberOption('workers', values.workers, 1, MOST_WORKERS);
  if (values.health !== undefined && count === undefined) throw new UsageError('--health needs --workers.');
  // A report that cannot be written is better known now than after hours.
  if (values.report !== undefined) {
    await writeFile(values.report, '').catch((error: NodeJS.ErrnoException) => {
      throw new UsageError(`--report ${values.report}: the file cannot be written (${error.code}).`, {
        cause: error,
      });
    });
  }

  const several = file.pipelines.length > 1;
  if (count !== undefined)
    return runWorkers(name, values, { pipelines: file.pipelines, count, access, forMs });
  for (const pipeline of file.pipelines) say(`${pipeline.name}: ${guaranteeOf(compilePlan(pipeline)).text}`);
  const running = new PipelineRun({
    pipelines: file.pipelines.map(pipeline => asWorker(pipeline, values.worker)),
    access,
    offline: values.offline ?? false,
    reset: values.reset ?? false,
    userAgent: `Millrace/${version()} (Redis event explorer)`,
    log: (pipeline, message) => say(several ? `${pipeline.name}: ${message}` : message),
    writeStdout,
  });
  // The time counts from when sources are read, not from when the process began to load.
  let timer: NodeJS.Timeout | undefined;
  if (forMs !== null) void running.running.then(() => (timer = setTimeout(() => running.stop(), forMs)));
  const toldAll = tellStarter(running.running, () => running.reports());
  const letGo = onStopSignals({
    // Not SIGHUP: whoever hears it is stopped by it under nohup too.
    signals: ['SIGINT', 'SIGTERM'],
    stop: signal => {
      say(`${signal}: stopping. A second signal ends it at once.`);
      running.stop();
    },
    stopAtOnce: () => process.exit(1),
  });
  let readerGone = false;
  process.stdout.on('error', () => {
    readerGone = true;
    running.stop();
  });

  let code = 0;
  try {
    await running.ended;
  } catch (error) {
    // A reader such as head that has had enough is no failure.
    code = readerGone ? 0 : 1;
    if (!readerGone) say(error instanceof Error ? error.message : String(error));
    if (error instanceof MillraceError && error.detail?.reset === true) say('--reset drops them.');
  } finally {
    clearTimeout(timer);
    letGo();
    toldAll();
  }
  if (values.report !== undefined) {
    const reports = running.reports();
    await writeReport(values.report, several ? reports : reports[0]);
  }
  return code;
}

/** A consumer that the file names would be that of all workers; without one each finds a name of its own. */
function asWorker(pipeline: NamedPipeline, worker: string | undefined): NamedPipeline {
  const consumer = kindOf(pipeline.source).sharing(pipeline.source)?.consumer;
  if (worker === undefined || consumer === undefined) return pipeline;
  return { ...pipeline, source: { ...pipeline.source, consumer: `${consumer}-${worker}` } as SourceSpec };
}

/** More on one machine wait for each other. */
const MOST_WORKERS = 64;

/** What a timer of Node can wait: some 24 days. A longer one would end at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

function durationOption(text: string): number {
  try {
    const ms = parseDuration(text);
    if (ms > LONGEST_TIMER_MS) throw new RangeError('too long');
    return ms;
  } catch (error) {
    throw new UsageError(`--for ${text}: give a duration such as 30s or 5m, at most 24d.`, { cause: error });
  }
}

async function serverOf(url: string | undefined, asks: boolean) {
  if (url !== undefined) return redisOption(url, asks);
  const named = asUsage(() => targetFromEnvironment()) ?? readTarget('default', 'redis://127.0.0.1:6379');
  return asks ? { ...named, password: await askPassword() } : named;
}
