import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { Report } from '#engine/pipelines/run/status.ts';
import type { WorkerMessage } from './worker-messages.ts';

/** How a worker ended. */
export interface WorkerEnd {
  /** Null where a signal ended it. */
  code: number | null;
  signal: NodeJS.Signals | null;
  /** The last line that it said. */
  lastWords: string;
}

export interface WorkerProcessOptions {
  /** Of `millrace`. */
  args: readonly string[];
  /** For its standard input; null for none. */
  password: string | null;
  say: (line: string) => void;
  /** Whole lines of its standard output; the next ones come when it resolves. */
  write: (text: string) => Promise<void>;
}

/** One worker as a process of its own. */
export class WorkerProcess {
  readonly startedAt = Date.now();
  /** When it was heard last, milliseconds since the Unix epoch. */
  heardAt = Date.now();
  isReading = false;
  /** Of each pipeline, as far as is known. */
  reports: readonly Report[] = [];
  /** Resolves when it has ended, and what it wrote has been passed on. */
  readonly ended: Promise<WorkerEnd>;
  readonly #child: ChildProcess;

  constructor({ args, password, say, write }: WorkerProcessOptions) {
    const child = spawn(process.execPath, [...process.execArgv, process.argv[1]!, ...args], {
      // It ends by itself when the channel closes, however this process ends.
      stdio: [password === null ? 'ignore' : 'pipe', 'pipe', 'pipe', 'ipc'],
    });
    this.#child = child;
    child.stdin?.on('error', () => {});
    child.stdin?.end(`${password}\n`);
    child.on('message', (message: WorkerMessage) => this.#hear(message));
    let lastWords = '';
    createInterface({ input: child.stderr! }).on('line', line => {
      lastWords = line;
      say(line);
    });
    const written = passOnLines(child.stdout!, write);
    this.ended = new Promise<WorkerEnd>(resolve => {
      // Neither a program that cannot be started nor a signal that comes too late is told otherwise.
      child.once('error', error => resolve({ code: 1, signal: null, lastWords: error.message }));
      child.once('close', (code, signal) => resolve({ code, signal, lastWords }));
    }).then(async end => {
      await written;
      return end;
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  #hear(message: WorkerMessage): void {
    this.heardAt = Date.now();
    if (message.kind === 'reading') this.isReading = true;
    else this.reports = message.reports;
  }
}

/** Lines of several processes must not get into each other: a line is passed on when it is whole. */
async function passOnLines(stream: Readable, write: (text: string) => Promise<void>): Promise<void> {
  let rest: Buffer[] = [];
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    const end = chunk.lastIndexOf(LINE_FEED) + 1;
    if (end > 0) {
      await write(Buffer.concat([...rest, chunk.subarray(0, end)]).toString());
      rest = [];
    }
    if (end < chunk.length) rest.push(chunk.subarray(end));
  }
  // What was being written when it was killed is no whole line, and is given as it is.
  if (rest.length > 0) await write(`${Buffer.concat(rest).toString()}\n`);
}

const LINE_FEED = 0x0a;
