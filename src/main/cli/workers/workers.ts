import { RestartPolicy } from '#engine/pipelines/supervise/restart-policy.ts';
import type { Report } from '#engine/pipelines/run/status.ts';
import { summed } from './summed-report.ts';
import { WorkerProcess, type WorkerEnd, type WorkerProcessOptions } from './worker-process.ts';

/** A worker that says nothing for so long is not healthy, and after the longer time it is ended and started again. */
const SILENT_MS = 5_000;
const GIVEN_UP_MS = 30_000;
/** A stop takes the five seconds that a run has for it, and a little more to end. */
const STOP_LIMIT_MS = 8_000;

/** What ends with 2 has a mistake in its file or its options: it would end so again. */
const BAD_INPUT = 2;

export interface WorkersOptions {
  count: number;
  /** Of `millrace`, for the worker of that number. @param isFirst it has not been started before */
  args: (index: number, isFirst: boolean) => string[];
  password: string | null;
  say: (line: string) => void;
  write: WorkerProcessOptions['write'];
}

/** What is told of a worker. */
export interface WorkerHealth {
  worker: number;
  state: 'starting' | 'running' | 'silent' | 'restarting' | 'ended' | 'failed';
  /** Of its process; null while there is none. */
  pid: number | null;
  restarts: number;
  /** Of all its pipelines and all its starts. */
  received: number;
}

/** Several processes that do the same work on one machine: each is started again when it fails, and they end together. */
export class Workers {
  /** Resolves when all are being read for the first time. */
  readonly reading: Promise<void>;
  /** The exit code, when all have ended. */
  readonly ended: Promise<number>;
  readonly #slots: Slot[];
  readonly #startedAt = Date.now();
  #stopping = false;

  constructor(options: WorkersOptions) {
    this.#slots = Array.from({ length: options.count }, (_, index) => new Slot(index, options));
    this.reading = Promise.all(this.#slots.map(({ reading }) => reading)).then(() => {});
    for (const slot of this.#slots)
      void slot.ended.then(code => {
        if (code === BAD_INPUT) this.stop();
      });
    this.ended = Promise.all(this.#slots.map(({ ended }) => ended)).then(codes => Math.max(...codes));
  }

  /** Ends all in order; what has not ended by then is killed. */
  stop(): void {
    if (this.#stopping) return;
    this.#stopping = true;
    for (const slot of this.#slots) slot.stop();
  }

  stopAtOnce(): void {
    for (const slot of this.#slots) slot.kill();
  }

  health(): WorkerHealth[] {
    return this.#slots.map(slot => slot.health());
  }

  /** Of each pipeline of the file, all workers and all their starts together. */
  reports(): Report[] {
    return summed(
      this.#slots.flatMap(({ runs }) => runs),
      this.#startedAt,
    );
  }
}

/** The place of one worker, and the processes that have it one after the other. */
class Slot {
  readonly reading: Promise<void>;
  /** The exit code of the last one. */
  readonly ended: Promise<number>;
  readonly #index: number;
  readonly #options: WorkersOptions;
  readonly #policy = new RestartPolicy();
  readonly #isReading = Promise.withResolvers<void>();
  readonly #before: (readonly Report[])[] = [];
  #process: WorkerProcess | null = null;
  #restarts = 0;
  #outcome: 'ended' | 'failed' | null = null;
  #stopping = false;
  #wake: () => void = () => {};

  constructor(index: number, options: WorkersOptions) {
    this.#index = index;
    this.#options = options;
    this.reading = this.#isReading.promise;
    this.ended = this.#live();
  }

  /** What each of its processes has reported. */
  get runs(): (readonly Report[])[] {
    return this.#process ? [...this.#before, this.#process.reports] : this.#before;
  }

  stop(): void {
    this.#stopping = true;
    this.#wake();
    this.#process?.signal('SIGTERM');
    const late = setTimeout(() => this.kill(), STOP_LIMIT_MS);
    void this.ended.then(() => clearTimeout(late));
  }

  kill(): void {
    this.#stopping = true;
    this.#wake();
    this.#process?.signal('SIGKILL');
  }

  health(): WorkerHealth {
    const received = this.runs.flat().reduce((total, report) => total + report.received, 0);
    const about = {
      worker: this.#index + 1,
      pid: this.#process?.pid ?? null,
      restarts: this.#restarts,
      received,
    };
    return { ...about, state: this.#state };
  }

  get #state(): WorkerHealth['state'] {
    if (this.#outcome) return this.#outcome;
    if (!this.#process) return 'restarting';
    if (Date.now() - this.#process.heardAt > SILENT_MS) return 'silent';
    return this.#process.isReading ? 'running' : 'starting';
  }

  async #live(): Promise<number> {
    for (;;) {
      const end = await this.#run();
      if (this.#stopping || end.code === 0 || end.code === BAD_INPUT) return this.#over(end);
      const decision = this.#policy.decide(new Error(end.lastWords), end.ranForMs);
      const how = end.signal ? `was ended by ${end.signal}` : `failed (${end.code})`;
      if (!decision.again) {
        this.#say(`it ${how}. ${decision.why ?? ''}`);
        return this.#over(end);
      }
      this.#say(`it ${how} and is started again in ${decision.delayMs / 1_000} s.`);
      await this.#wait(decision.delayMs);
      if (this.#stopping) return this.#over(end);
      this.#restarts++;
    }
  }

  async #run(): Promise<WorkerEnd & { ranForMs: number }> {
    const { args, password, write } = this.#options;
    const process = new WorkerProcess({
      args: args(this.#index, this.#restarts === 0),
      password,
      say: line => this.#say(line),
      write,
    });
    this.#process = process;
    const watch = setInterval(() => {
      if (process.isReading) this.#isReading.resolve();
      if (Date.now() - process.heardAt < GIVEN_UP_MS) return;
      this.#say(`it has said nothing for ${GIVEN_UP_MS / 1_000} s and is ended.`);
      process.signal('SIGKILL');
    }, 100);
    const end = await process.ended;
    clearInterval(watch);
    this.#before.push(process.reports);
    this.#process = null;
    return { ...end, ranForMs: process.isReading ? Date.now() - process.startedAt : 0 };
  }

  #over({ code, signal }: WorkerEnd): number {
    // One that is stopped before it hears signals has done nothing yet, and one that had failed before has failed.
    const isWell = code === 0 || (this.#stopping && signal === 'SIGTERM');
    this.#outcome = isWell ? 'ended' : 'failed';
    this.#isReading.resolve();
    return isWell ? 0 : (code ?? 1);
  }

  #say(line: string): void {
    this.#options.say(`worker ${this.#index + 1}: ${line}`);
  }

  async #wait(ms: number): Promise<void> {
    await new Promise<void>(resolve => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
