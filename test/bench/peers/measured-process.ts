import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Of Linux: how many ticks a second has in /proc (sysconf _SC_CLK_TCK). */
const TICKS = 100;

/** Often enough to miss little of a program that ends by itself. */
const EVERY_MS = 20;

/** A program that is looked at from outside. Linux says what it uses; elsewhere that is unknown (NaN). */
export class MeasuredProcess {
  readonly child: ChildProcess;
  /** Processor time so far, of all its threads. */
  cpuSeconds = Number.NaN;
  /** The most memory that it had at a time. */
  peakMegabytes = Number.NaN;
  #said = '';

  constructor(command: string, args: string[], env: Record<string, string> = {}) {
    this.child = spawn(command, args, {
      cwd: import.meta.dirname,
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, ...env },
    });
    this.child.stderr!.on(
      'data',
      (chunk: Buffer) => (this.#said = `${this.#said}${chunk.toString()}`.slice(-2_000)),
    );
    const timer = setInterval(() => this.#look(), EVERY_MS);
    this.child.once('exit', () => clearInterval(timer));
  }

  #look(): void {
    const stat = this.#read('stat');
    const kilobytes = /^VmHWM:\s*(\d+)/m.exec(this.#read('status') ?? '')?.[1];
    if (stat === null || kilobytes === undefined) return;
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    this.cpuSeconds = (Number(fields[11]) + Number(fields[12])) / TICKS;
    this.peakMegabytes = Number(kilobytes) / 1_024;
  }

  /** Ends it, and waits until it has. */
  async end(signal: NodeJS.Signals): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const exited = new Promise(resolve => this.child.once('exit', resolve));
    this.child.kill(signal);
    await exited;
  }

  /** @throws with what it said when it ended with an error */
  async ended(): Promise<void> {
    if (this.child.exitCode === null) await new Promise(resolve => this.child.once('exit', resolve));
    if (this.child.exitCode !== 0) throw new Error(`${this.child.spawnargs.join(' ')} ended: ${this.#said}`);
  }

  #read(file: string): string | null {
    try {
      return readFileSync(`/proc/${this.child.pid}/${file}`, 'utf8');
    } catch {
      return null;
    }
  }
}
