import type { Limits } from '#shared/pipeline/schema.ts';
import type { FixedWindower, Span } from '#shared/pipeline/windower.ts';
import { keyName, type Group, type KeyName, type KeyPart } from './group.ts';
import type { Logic } from './logic.ts';
import { Panes } from './panes.ts';
import type { OverLimit, Windows } from './windows.ts';

/** Windows of one length that begin at fixed times: tumbling and sliding ones. */
export class FixedWindows implements Windows {
  readonly #windower: FixedWindower;
  readonly #panes: Panes;
  /** Of the newest time asked for: events that follow one another mostly share their windows. */
  #spans: readonly Span[] = [];

  constructor(windower: FixedWindower, logic: Logic) {
    this.#windower = windower;
    this.#panes = new Panes(logic);
  }

  get groupCount(): number {
    return this.#panes.groupCount;
  }

  get windowCount(): number {
    return this.#panes.windowCount;
  }

  spansOf(time: number, _: KeyName, closedUpTo: number): readonly Span[] {
    const spans = this.spansOfUndecodable(time);
    // They are in order: where the first is open, all are.
    return spans[0]!.end > closedUpTo ? spans : spans.filter(({ end }) => end > closedUpTo);
  }

  spansOfUndecodable(time: number): readonly Span[] {
    const { sizeMs, everyMs } = this.#windower;
    const [first] = this.#spans;
    if (first && sizeMs === everyMs && time >= first.start && time < first.end) return this.#spans;
    this.#spans = this.#windower.starts(time).map(start => ({ start, end: start + sizeMs }));
    return this.#spans;
  }

  overLimit(spans: readonly Span[], key: KeyName, { keys, windows }: Limits): OverLimit | null {
    for (const { start } of spans) {
      if (this.#panes.has(start, key)) continue;
      if (this.groupCount >= keys) return { limit: 'keys', text: `${keys} keys` };
      if (!this.#panes.hasWindow(start) && this.windowCount >= windows)
        return { limit: 'windows', text: `${windows} windows` };
    }
    return null;
  }

  group(span: Span, key: KeyName, parts: readonly KeyPart[]): Group {
    return this.#panes.group(span, key, parts);
  }

  groups(): Iterable<Group> {
    return this.#panes.groups();
  }

  newest(max: number): Group[] {
    return this.#panes.newest(max);
  }

  close(watermark: number): Group[] {
    return this.#panes.close(watermark);
  }

  takeAbsorbed(): readonly Group[] {
    return [];
  }

  restore(group: Group): void {
    this.#panes.put(keyName(group.key), group);
  }
}
