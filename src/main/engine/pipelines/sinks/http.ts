import { createHmac } from 'node:crypto';
import { lookup } from 'node:dns';
import { parseDuration } from '#shared/pipeline/duration.ts';
import type { SinkOf } from '#shared/pipeline/sinks/sinks.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import { pause } from '../../changes.ts';
import { trustSystemCertificates } from '../../connections/system-certificates.ts';
import { useEnvironmentProxy } from '../sources/environment-proxy.ts';
import { publicFetch, refusePrivate } from '../sources/public-fetch.ts';
import { retryAfter } from '../sources/retry-after.ts';
import type { Sink, SinkContext } from './sink.ts';

type Spec = SinkOf<'http'>;

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 60_000;
/** Answers after which the same request may succeed; others would be the same again. */
const PASSING: ReadonlySet<number> = new Set([408, 425, 429]);

/**
 * Batches of lines, one request after the other, before the transaction that keeps the position: what was not taken is not left behind. While an address does
 * not answer, the flush waits, and with it a source that can.
 */
class HttpSink implements Sink {
  readonly #spec: Spec;
  readonly #context: Pick<SinkContext, 'waiting' | 'imported'>;
  readonly #stopping = new AbortController();

  constructor(spec: Spec, context: Pick<SinkContext, 'waiting' | 'imported'>) {
    this.#spec = spec;
    this.#context = context;
  }

  /** @throws {MillraceError} `bad-input` when the address refuses them for good, `denied` when it must not be reached, `cancelled` when they were given up at a stop */
  async lines(text: string): Promise<void> {
    const lines = text.split('\n').slice(0, -1);
    const { batch } = this.#spec;
    for (let index = 0; index < lines.length; index += batch)
      await this.#deliver(lines.slice(index, index + batch), lines.length - index);
  }

  /** From now on what fails is tried once more, and then given up. */
  stop(): void {
    this.#stopping.abort();
  }

  /** @param waiting how many are to be sent still, with these */
  async #deliver(lines: readonly string[], waiting: number): Promise<void> {
    const body = this.#spec.format === 'array' ? `[${lines.join(',')}]` : `${lines.join('\n')}\n`;
    for (let attempt = 1; ; attempt++) {
      const isLast = this.#stopping.signal.aborted;
      const failure = await this.#attempt(body);
      if (failure === null) return this.#context.waiting(null);
      if (isLast)
        throw new MillraceError(
          'cancelled',
          `${failure.why} ${countOf(waiting)} not sent. A source with a position gives them again at the next start.`,
        );
      this.#context.waiting(
        `${failure.why} Trying again; what is to be sent waits (${waiting}), and a source that can, with it.`,
      );
      await pause(
        failure.afterMs ?? Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (attempt - 1)),
        this.#stopping.signal,
      );
    }
  }

  /** Null when it was taken; else why it was not, and may be later. */
  async #attempt(body: string): Promise<{ why: string; afterMs: number | null } | null> {
    const { url, timeout } = this.#spec;
    const signal = AbortSignal.timeout(parseDuration(timeout));
    let response: Response;
    try {
      response = await this.#post(body, signal);
      await response.body?.cancel();
    } catch (error) {
      if (error instanceof MillraceError) throw error;
      const why = signal.aborted
        ? `${url} did not answer within ${timeout}.`
        : `${url} cannot be reached (${reasonOf(error)}).`;
      return { why, afterMs: null };
    }
    const { status, headers } = response;
    if (status >= 200 && status < 300) return null;
    if (PASSING.has(status) || status >= 500)
      return { why: `${url} answered ${status}.`, afterMs: retryAfter(headers.get('retry-after')) };
    throw new MillraceError('bad-input', `${url} answered ${status}${explained(status)}.`, { status });
  }

  async #post(body: string, signal: AbortSignal): Promise<Response> {
    const { url, headers = {}, format, hmac, private: isPrivate } = this.#spec;
    const sent: Record<string, string> = {
      'content-type': format === 'array' ? 'application/json' : 'application/x-ndjson',
      ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
    };
    if (hmac)
      sent[hmac.header.toLowerCase()] =
        `sha256=${createHmac('sha256', hmac.secret).update(body).digest('hex')}`;
    const init = { method: 'POST' as const, headers: sent, body, signal, redirect: 'manual' as const };
    if (url.startsWith('https:')) trustSystemCertificates();
    if (this.#context.imported) return publicFetch(url, init);
    useEnvironmentProxy();
    if (!isPrivate) await refusePrivate(url, lookup);
    return fetch(url, init);
  }
}

const countOf = (count: number): string =>
  count === 1 ? 'One event or row was' : `${count} events or rows were`;

function explained(status: number): string {
  if (status >= 300 && status < 400)
    return ': it leads elsewhere, and is not followed. Name that address in the file if it is meant';
  return ' and does not take this batch. Sending it again would be the same';
}

/** What `fetch` says lies in the cause. */
function reasonOf(error: unknown): string {
  const { cause, message } = error as Error & { cause?: { code?: string; message?: string } };
  return cause?.code ?? cause?.message ?? message;
}

export function makeHttp(spec: Spec, context: SinkContext): Sink {
  const sink = new HttpSink(spec, context);
  return { lines: text => sink.lines(text), stop: () => sink.stop() };
}
