import { SAMPLE_EVENTS, type SampledEvent, type SampleState } from '#shared/contract/compose.ts';
import type { Plan } from '#shared/pipeline/plan.ts';
import { kindOf } from '#shared/pipeline/sources/sources.ts';
import type { MillraceError } from '#shared/rpc/errors.ts';
import { Changes, pause } from '../../changes.ts';
import { classify, waitingText } from '../run/classify.ts';
import { Inbox } from '../run/inbox.ts';
import type { RedisLink } from '../run/redis-link.ts';
import { makeLookingSource } from '../sources/sources.ts';
import type { Source, SourceReports } from '../sources/source.ts';
import { generateInThread } from './compose-thread.ts';
import { sampledOf } from '../events/sampled-event.ts';

/** A sender that does not wait is not kept up with: what comes beyond is counted, and not looked at. */
const READ_AHEAD = 200;
const LOOK_EVERY_MS = 250;
const TRY_AGAIN_MS = 1_000;
const TOO_LARGE = 'All events so far are too large to be shown here.';
/** Over how long the rate is taken. */
const RATE_OVER_MS = 3_000;

export interface SamplerOptions {
  plan: Plan;
  /** Null for sources that need no Redis. */
  link: RedisLink | null;
  userAgent: string;
  /** The file came from elsewhere: names of hosts lead to public addresses alone. */
  imported: boolean;
}

/** The newest events of a source, read by the code that runs it, so that nothing is disturbed. */
export class Sampler {
  readonly changes = new Changes();
  readonly #options: SamplerOptions;
  readonly #words: { readonly nothingYet: string; readonly reads: string };
  #events: SampledEvent[] = [];
  #phase: SampleState['state'] = 'waiting';
  /** What the source said last, while nothing comes. */
  #note: string | null = null;
  #seq = 0;
  #leftOut = 0;
  /** What had come at the looks of the last seconds. */
  #counts: { at: number; count: number }[] = [];
  #count = 0;
  /** What had come when the source was opened, and since when more has: first comes what was there already, which is no rate. */
  #countBefore = 0;
  #readSince: number | null = null;
  #perSecond: number | null = null;

  constructor(options: SamplerOptions) {
    this.#options = options;
    const { source } = options.plan.file;
    this.#words = kindOf(source).looking(source);
  }

  get state(): SampleState {
    const { nothingYet, reads } = this.#words;
    const isEmpty = this.#events.length === 0;
    const text = this.#note ?? (!isEmpty ? reads : this.#leftOut > 0 ? TOO_LARGE : nothingYet);
    return {
      state: this.#phase,
      text,
      perSecond: this.#phase === 'live' ? this.#perSecond : null,
      leftOut: this.#leftOut,
      events: [...this.#events],
    };
  }

  /** Reads until the source is exhausted, fails for good, or the signal aborts. Never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    const { file } = this.#options.plan;
    const isGenerated = file.source.type === 'generator';
    while (!signal.aborted) {
      try {
        if (isGenerated) await this.#generate();
        else await this.#read(signal);
        this.#events = paced(this.#events, file);
        return this.#set('ended', null);
      } catch (error) {
        if (isGenerated || classify(error) === 'end') return this.#set('failed', failureText(error));
        this.#set('waiting', waitingText(error as MillraceError));
        await pause(TRY_AGAIN_MS, signal);
      }
    }
  }

  /** Templates are somebody's expressions: they are evaluated elsewhere. */
  async #generate(): Promise<void> {
    this.#events = await generateInThread(this.#options.plan.file);
    this.#count += this.#events.length;
  }

  async #read(signal: AbortSignal): Promise<void> {
    const { plan, link, userAgent, imported } = this.#options;
    const reports: SourceReports = {
      log: message => this.#set(this.#phase, message),
      gap: () => {},
      dropped: count => (this.#count += count),
    };
    const inbox = new Inbox(READ_AHEAD);
    const over = new AbortController();
    const end = () => over.abort();
    signal.addEventListener('abort', end, { once: true });
    const looking = { link, userAgent, imported, offline: false, reports };
    const source = makeLookingSource(atOnce(plan), looking, SAMPLE_EVENTS);
    try {
      await source.open(null);
      await this.#drain(source, inbox, over);
    } finally {
      signal.removeEventListener('abort', end);
      over.abort();
      source.close();
    }
  }

  async #drain(source: Source, inbox: Inbox, over: AbortController): Promise<void> {
    const { source: spec } = this.#options.plan.file;
    // The first ones stand for all of what starts over with each run.
    const firstAreEnough = kindOf(spec).startsOver;
    this.#counts = [];
    this.#countBefore = this.#count;
    this.#readSince = null;
    this.#perSecond = null;
    let isRead = false;
    const reading = source.read(inbox, over.signal).finally(() => {
      isRead = true;
      inbox.wake();
    });
    // What it failed with is thrown below.
    reading.catch(() => {});
    while (!over.signal.aborted) {
      const before = this.#count;
      for (let event = inbox.take(); event; event = inbox.take()) {
        if (event.idle || event.gone) continue;
        this.#add(sampledOf(event, ++this.#seq));
        if (firstAreEnough && this.#events.length === SAMPLE_EVENTS) return;
      }
      if (isRead && inbox.size === 0) break;
      const isNewRate = this.#measure();
      if (this.#count > before) this.#set('live', null);
      else if (isNewRate) this.changes.notify();
      await inbox.waitFor(LOOK_EVERY_MS);
    }
    if (!over.signal.aborted) await reading;
  }

  #add(event: SampledEvent | null): void {
    this.#count++;
    if (event) this.#events = [...this.#events, event].slice(-SAMPLE_EVENTS);
    else this.#leftOut++;
  }

  #set(phase: SampleState['state'], note: string | null): void {
    this.#phase = phase;
    this.#note = note;
    this.changes.notify();
  }

  /** Also while nothing comes: that is a rate, too. True where it has become another one. */
  #measure(): boolean {
    const at = performance.now();
    this.#readSince ??= this.#count > this.#countBefore ? at : null;
    if (at - (this.#counts.at(-1)?.at ?? this.#readSince ?? at) < LOOK_EVERY_MS) return false;
    this.#counts.push({ at, count: this.#count });
    while (this.#counts.length > 2 && this.#counts[1]!.at < at - RATE_OVER_MS) this.#counts.shift();
    const [first] = this.#counts;
    const before = this.#perSecond;
    this.#perSecond = first!.at === at ? null : ((this.#count - first!.count) * 1_000) / (at - first!.at);
    return this.#perSecond !== before;
  }
}

/** Without the pace and the loop of a file: its first lines are wanted now. */
function atOnce(plan: Plan): Plan {
  const { source } = plan.file;
  if (source.type !== 'jsonl') return plan;
  return { ...plan, file: { ...plan.file, source: { ...source, rate: undefined, loop: false } } };
}

/** The times at which events would have come with the pace of the file, however long it took to read them; the last one when it did. */
function paced(events: readonly SampledEvent[], { source }: Plan['file']): SampledEvent[] {
  const rate = 'rate' in source ? source.rate : undefined;
  const last = events.at(-1);
  if (rate === undefined || !last) return [...events];
  return events.map((event, index) => ({
    ...event,
    receivedAt: last.receivedAt - ((events.length - 1 - index) * 1_000) / rate,
  }));
}

const failureText = (error: unknown): string => (error instanceof Error ? error.message : String(error));
