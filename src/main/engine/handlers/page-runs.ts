/** Something long that a page follows, and may end early. */
interface Run<P> {
  /** Ends it; its progress then tells how far it came. */
  stop(): void;
  progress(signal: AbortSignal): AsyncGenerator<P>;
}

/** Runs by the names that pages give them: two pages may choose the same name. */
export class PageRuns<P> {
  readonly #runs = new Map<string, Run<P>>();

  /** The progress of a run, which can be stopped by its name until it has ended. */
  async *follow(pageId: string, runId: string, run: Run<P>, signal: AbortSignal): AsyncGenerator<P> {
    const key = keyOf(pageId, runId);
    this.#runs.set(key, run);
    try {
      yield* run.progress(signal);
    } finally {
      this.#runs.delete(key);
    }
  }

  /** Of a run that has ended there is nothing to stop. */
  stop(pageId: string, runId: string): void {
    this.#runs.get(keyOf(pageId, runId))?.stop();
  }
}

function keyOf(pageId: string, runId: string): string {
  return `${pageId} ${runId}`;
}
