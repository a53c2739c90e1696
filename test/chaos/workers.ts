import { happened, startCommand, type RunningCommand } from '../support/command-line.ts';

/** The processes of a pipeline. Whoever ends without having been killed has ended where it should have waited. */
export class Workers {
  readonly names: readonly string[];
  /** What ended by itself, with its last words. */
  readonly deaths: string[] = [];
  readonly #start: (name: string) => RunningCommand;
  readonly #running = new Map<string, RunningCommand>();

  /** @param env of each, beside its CONSUMER */
  constructor(names: readonly string[], path: string, env: Record<string, string>) {
    this.names = names;
    this.#start = name => startCommand(['run', path], { ...env, CONSUMER: name });
    for (const name of names) this.#begin(name);
  }

  signal(name: string, signal: NodeJS.Signals): void {
    this.#running.get(name)!.signal(signal);
  }

  /** Kills one and starts it again. @param between is done while it is dead */
  async kill(name: string, between: () => Promise<unknown> = async () => {}): Promise<void> {
    const worker = this.#running.get(name)!;
    this.#running.delete(name);
    worker.signal('SIGKILL');
    await worker.finished;
    await between();
    this.#begin(name);
  }

  /** Ends all in order. */
  async stop(): Promise<void> {
    const all = [...this.#running];
    this.#running.clear();
    await Promise.all(
      all.map(async ([name, worker]) => {
        // Before it has said its first word it hears no signals.
        await happened(`${name} begins`, () => worker.stderr() !== '');
        worker.signal('SIGTERM');
        const { code, killedBy, stderr } = await worker.finished;
        // One that was started a moment ago may not listen to signals yet, and has not begun.
        if (code !== 0 && killedBy !== 'SIGTERM')
          this.deaths.push(`${name} was stopped and ended with ${code}: ${lastWords(stderr)}`);
      }),
    );
  }

  /** Ends all at once, whatever they do. */
  async abandon(): Promise<void> {
    const all = [...this.#running.values()];
    this.#running.clear();
    for (const worker of all) worker.signal('SIGKILL');
    await Promise.all(all.map(worker => worker.finished));
  }

  #begin(name: string): void {
    const worker = this.#start(name);
    this.#running.set(name, worker);
    void worker.finished.then(({ code, stderr }) => {
      if (this.#running.get(name) !== worker) return;
      this.deaths.push(`${name} ended by itself with ${code}: ${lastWords(stderr)}`);
      this.#begin(name);
    });
  }
}

const lastWords = (text: string) => text.trim().split('\n').slice(-3).join(' | ');
