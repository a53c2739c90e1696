import { EventSource, type ErrorEvent, type EventSourceFetchInit, type FetchLikeResponse } from 'eventsource';
import type { SourceOf } from '#shared/pipeline/sources/sources.ts';
import { shortened } from '#shared/redis/reply-errors.ts';
import { bytesText } from '#shared/redis/text.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import { pause } from '../../changes.ts';
import { backOffMs } from '../../connections/back-off.ts';
import type { Inbox } from '../run/inbox.ts';
import { DEFAULT_RATE, replayFetch } from '../replay/replay.ts';
import { newEvent } from '../events/event.ts';
import { Idleness } from './idleness.ts';
import { trustSystemCertificates } from '../../connections/system-certificates.ts';
import { useEnvironmentProxy } from './environment-proxy.ts';
import { publicFetch } from './public-fetch.ts';
import { retryAfter } from './retry-after.ts';
import type { Position, Source, SourceContext, SourceReports } from './source.ts';

/** An open stream that sends nothing, not even a comment, for this long is taken for dead. */
const STALL_MS = 60_000;
const MAX_EVENT_CHARACTERS = 16 * 2 ** 20;
/** Without an event for so long, everything that there is has been heard. */
const QUIET_MS = 1_000;
const PARTITION = 'sse';

/** The part of `fetch` this source needs; the built-in replay has one of its own. */
export type SseFetch = (
  url: string,
  init: { headers: Record<string, string>; signal: AbortSignal; redirect: 'manual' },
) => Promise<Response>;

export interface SseOptions {
  userAgent: string;
  fetch?: SseFetch;
  /** Events are told apart by something else than their id. */
  isDeduped?: boolean;
  stallMs?: number;
}

/** Every event goes to one callback, whatever its name. */
class AllEvents extends EventSource {
  onAny: ((event: MessageEvent) => void) | undefined;

  override dispatchEvent(event: Event): boolean {
    if (event instanceof MessageEvent) {
      this.onAny?.(event);
      return true;
    }
    return super.dispatchEvent(event);
  }
}

/** How a connection ended, when the library does not open it again itself. */
type Ending =
  | { next: 'end' }
  | { next: 'again'; why: string; afterMs: number | null }
  | { next: 'fail'; error: MillraceError };

/**
 * Server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html). The body is read no faster than events are processed. The library
 * reconnects after a cut, with Last-Event-ID and the server's `retry:`; refusals are handled here.
 */
export class SseSource implements Source {
  readonly #spec: SourceOf<'sse'>;
  readonly #reports: SourceReports;
  readonly #options: SseOptions;
  #lastId = '';
  #retryAfterMs: number | null = null;
  #contentType = '';
  #hasToldOfIds = false;
  /** Where a redirect led that was not followed. */
  #ledAway: string | null = null;

  constructor(spec: SourceOf<'sse'>, reports: SourceReports, options: SseOptions) {
    this.#spec = spec;
    this.#reports = reports;
    this.#options = options;
  }

  async open(position: Position): Promise<void> {
    this.#lastId = position?.sse ?? '';
  }

  async read(inbox: Inbox, signal: AbortSignal): Promise<void> {
    for (let attempt = 1; !signal.aborted; attempt++) {
      const { ending, gotEvents } = await this.#connection(inbox, signal);
      if (signal.aborted || ending.next === 'end') return;
      if (ending.next === 'fail') throw ending.error;
      if (gotEvents) attempt = 1;
      const delay = ending.afterMs ?? Math.max(1_000, backOffMs(attempt + 2));
      this.#reports.log(`${ending.why} Opening the event stream again in ${(delay / 1000).toFixed(1)} s.`);
      await pause(delay, signal);
    }
  }

  close(): void {}

  async #connection(inbox: Inbox, signal: AbortSignal): Promise<{ ending: Ending; gotEvents: boolean }> {
    let gotEvents = false;
    const idleness = new Idleness([PARTITION]);
    let isQuiet = true;
    const source = new AllEvents(this.#spec.url, {
      fetch: (url, init) => this.#fetch(String(url), init, inbox, signal),
      maxBufferSize: MAX_EVENT_CHARACTERS,
    });
    source.onAny = message => {
      gotEvents = true;
      isQuiet = false;
      this.#mindId(message.lastEventId);
      const event = newEvent(message.data as string, Date.now());
      event.id = message.lastEventId === '' ? null : message.lastEventId;
      event.name = message.type;
      inbox.put(event);
    };
    // A stream that is open and says nothing has nothing to say.
    const looking = setInterval(() => {
      const heard = isQuiet ? [] : [PARTITION];
      isQuiet = true;
      if (source.readyState === source.OPEN && !inbox.isFull) idleness.read(inbox, new Set(heard));
    }, QUIET_MS);
    let stop = () => {};
    const ending = await new Promise<Ending>(resolve => {
      stop = () => resolve({ next: 'end' });
      signal.addEventListener('abort', stop, { once: true });
      if (signal.aborted) stop();
      source.addEventListener('error', error => {
        if (source.readyState === source.CLOSED) resolve(this.#endingOf(error));
        else
          this.#reports.log(
            `The event stream was cut${error.message ? ` (${error.message})` : ''}. Reconnecting.`,
          );
      });
    });
    signal.removeEventListener('abort', stop);
    clearInterval(looking);
    source.close();
    return { ending, gotEvents };
  }

  /** An event without an id of its own comes with that of the one before it: after a cut the server cannot go on behind it. */
  #mindId(id: string): void {
    if (id === this.#lastId && !this.#hasToldOfIds && !this.#options.isDeduped) {
      this.#hasToldOfIds = true;
      this.#reports.log(
        'Not every event of this stream has an id of its own: after a cut some may count again.',
      );
    }
    this.#lastId = id;
  }

  /** Adds headers and position, and lets the body be read only as fast as the inbox takes events. */
  async #fetch(
    url: string,
    init: EventSourceFetchInit,
    inbox: Inbox,
    signal: AbortSignal,
  ): Promise<FetchLikeResponse> {
    const stall = new AbortController();
    const headers: Record<string, string> = {
      'user-agent': this.#options.userAgent,
      ...lowerCased(this.#spec.headers ?? {}),
      accept: 'text/event-stream',
    };
    // The header is a byte string: UTF-8 bytes as characters.
    if (this.#lastId !== '') headers['last-event-id'] = Buffer.from(this.#lastId).toString('latin1');
    const response = await this.#follow(
      url,
      headers,
      AbortSignal.any([init.signal as AbortSignal, stall.signal]),
    );
    this.#retryAfterMs = retryAfter(response.headers.get('retry-after'));
    this.#contentType = response.headers.get('content-type') ?? 'none';
    const { body, status, redirected } = response;
    if (status !== 200 || !body) return response;
    const stallMs = this.#options.stallMs ?? STALL_MS;
    return {
      url: response.url,
      status,
      redirected,
      headers: response.headers,
      body: {
        getReader: () => {
          const reader = body.getReader();
          return {
            read: async () => {
              await inbox.room(signal);
              let timer: NodeJS.Timeout | undefined;
              const stalled = new Promise<never>((_, reject) => {
                timer = setTimeout(() => {
                  const reason = new Error(`no bytes for ${stallMs / 1000} s`);
                  reject(reason);
                  stall.abort(reason);
                }, stallMs);
              });
              try {
                const result = await Promise.race([reader.read(), stalled]);
                return result.done ? { done: true, value: undefined } : { done: false, value: result.value };
              } finally {
                clearTimeout(timer);
              }
            },
            cancel: () => reader.cancel(),
          };
        },
      },
    };
  }

  /**
   * Follows redirects on the host that the file names: its headers, and what a person confirmed, are for that host alone, and a server must not
   * lead to what only this machine can reach.
   */
  async #follow(url: string, headers: Record<string, string>, signal: AbortSignal): Promise<Response> {
    const request: SseFetch = this.#options.fetch ?? fetch;
    this.#ledAway = null;
    let at = new URL(url);
    if (at.protocol === 'https:') trustSystemCertificates();
    for (let redirects = 0; ; redirects++) {
      const response = await request(at.href, { headers, signal, redirect: 'manual' });
      const location = response.headers.get('location');
      if (!REDIRECTS.has(response.status) || location === null) return response;
      await response.body?.cancel();
      const next = URL.canParse(location, at.href) ? new URL(location, at.href) : null;
      if (!next || !staysOn(at, next) || redirects === MAX_REDIRECTS) {
        this.#ledAway = next?.href ?? location;
        return response;
      }
      at = next;
    }
  }

  #endingOf({ code, message }: ErrorEvent): Ending {
    const { url } = this.#spec;
    if (code === 204) return { next: 'end' };
    if (code === 429 || (code !== undefined && code >= 500))
      return { next: 'again', why: `${url} answered ${code}.`, afterMs: this.#retryAfterMs };
    const problem =
      this.#ledAway !== null
        ? `${url} leads to ${shortened(bytesText(Buffer.from(this.#ledAway)))}. Redirects are followed on the same host alone: if that is meant, name this address in the file.`
        : code === 200
          ? `${url} does not answer with an event stream but with "${this.#contentType}". Is this the right address?`
          : code === undefined
            ? `The event stream of ${url} cannot be read: ${message}.`
            : `${url} answered ${code}${explained[code] ?? ''}.`;
    return { next: 'fail', error: new MillraceError('bad-input', problem, { status: code ?? 0 }) };
  }
}

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const MAX_REDIRECTS = 5;

/** The same host and port, or the same host by https. */
function staysOn(from: URL, to: URL): boolean {
  if (to.origin === from.origin) return true;
  return (
    to.protocol === 'https:' && to.hostname === from.hostname && to.port === '' && from.protocol === 'http:'
  );
}

const explained: Record<number, string> = {
  400: ' (the request is not understood)',
  401: ' (it wants credentials: give them in headers)',
  403: ' (it refuses; some services want an identifying User-Agent in headers)',
  404: ' (there is nothing at this address)',
  410: ' (it is gone for good)',
};

function lowerCased(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

export function makeSse(
  spec: SourceOf<'sse'>,
  { plan, reports, offline, imported, userAgent }: SourceContext,
): Source {
  if (!imported && !offline) useEnvironmentProxy();
  return new SseSource(spec, reports, {
    userAgent,
    isDeduped: plan.dedupe !== null,
    ...(imported && { fetch: publicFetch }),
    ...(offline && { fetch: replayFetch({ rate: DEFAULT_RATE }) }),
  });
}
