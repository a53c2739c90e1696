import type { SourceOf } from '#shared/pipeline/sources/sources.ts';
import { templateSet, type Template, type TemplateSet } from '#shared/pipeline/template.ts';
import type { Inbox } from '../run/inbox.ts';
import { newEvent } from '../events/event.ts';
import type { Source } from './source.ts';
import { Pace } from './pace.ts';

/** Events made before others get a turn. */
const AT_ONCE = 500;

/** Events made from templates. With `fields` an event is an object; with `payload` it is text to decode. */
class GeneratorSource implements Source {
  readonly #spec: SourceOf<'generator'>;
  readonly #set: TemplateSet;
  readonly #fields: [string, Template][];
  readonly #payload: Template | null;

  constructor(spec: SourceOf<'generator'>) {
    this.#spec = spec;
    this.#set = templateSet(spec.seed ?? Math.floor(Math.random() * 2 ** 48));
    this.#fields = Object.entries(spec.fields ?? {}).map(([name, text]) => [name, this.#set.compile(text)]);
    this.#payload = spec.payload === undefined ? null : this.#set.compile(spec.payload);
  }

  async open(): Promise<void> {}

  async read(inbox: Inbox, signal: AbortSignal): Promise<void> {
    const { count = Infinity, rate } = this.#spec;
    const pace = new Pace(rate);
    for (let made = 0; made < count && !signal.aborted; made++) {
      if (inbox.isFull) await inbox.room(signal);
      if (rate !== undefined) await pace.next(signal);
      else if (made % AT_ONCE === AT_ONCE - 1) await new Promise(resolve => setImmediate(resolve));
      if (signal.aborted) return;
      inbox.put(this.#make());
      this.#set.next();
    }
  }

  close(): void {}

  #make() {
    const now = Date.now();
    if (this.#payload) return newEvent(this.#payload.text(), now);
    const event = newEvent(null, now);
    const value: Record<string, unknown> = {};
    for (const [name, template] of this.#fields) value[name] = template.value();
    event.value = value;
    return event;
  }
}

export function makeGenerator(spec: SourceOf<'generator'>): Source {
  return new GeneratorSource(spec);
}
