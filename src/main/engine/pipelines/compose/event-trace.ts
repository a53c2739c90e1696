import type { Preview } from '#shared/contract/compose.ts';
import type { Plan } from '#shared/pipeline/plan.ts';
import { stepNames, type StepName } from '#shared/pipeline/steps.ts';
import { textOf } from '#shared/pipeline/template.ts';
import type { Span } from '#shared/pipeline/windower.ts';
import type { Evaluated } from '../events/evaluation.ts';
import type { SourceEvent } from '../events/event.ts';
import { toJson } from '../events/json.ts';
import { metaOf } from '../events/scope.ts';
import type { Trace } from '../events/trace.ts';
import { keyName, type Group } from '../windows/group.ts';

/** How far one event of a sample came. What it has is undefined where it did not come so far. */
export class TracedEvent {
  readonly seq: number;
  readonly event: SourceEvent;
  decoded: unknown;
  /** With what was looked up. */
  joined: unknown;
  selected: unknown;
  evaluated: Evaluated | undefined;
  spans: readonly Span[] = [];
  stoppedAt: StepName | null = null;
  reason: string | null = null;

  constructor(seq: number, event: SourceEvent) {
    this.seq = seq;
    this.event = event;
  }

  /** What expressions of that step see. */
  valueAt(step: StepName): unknown {
    const isAfter = (other: StepName) => stepNames.indexOf(step) > stepNames.indexOf(other);
    if (this.selected !== undefined && isAfter('select')) return this.selected;
    return this.joined !== undefined && isAfter('lookup') ? this.joined : this.decoded;
  }

  /** The windows that it counts in. @param groups all there are: a session has grown since the event came */
  windows(groups: readonly Group[]): readonly Span[] {
    return this.spans.map(span => {
      const { key } = this.evaluated!;
      const isIts = (group: Group) =>
        keyName(group.key) === key && group.start <= span.start && span.end <= group.end;
      return groups.find(isIts) ?? span;
    });
  }

  shown(groups: readonly Group[]): Preview['events'][number] {
    const { seq, event, decoded, joined, selected, evaluated, stoppedAt, reason } = this;
    const json = (value: unknown) => (value === undefined ? null : toJson(value));
    return {
      seq,
      time: evaluated?.time ?? event.receivedAt,
      decoded: json(decoded),
      lookedUp: json(joined),
      selected: json(selected),
      key: evaluated && evaluated.parts.length > 0 ? evaluated.parts.map(textOf).join(':') : null,
      windows: this.windows(groups).map(({ start, end }) => ({ start, end })),
      stoppedAt,
      reason,
    };
  }
}

/** Keeps what a processor tells of each event of a sample. */
export class EventTrace implements Trace {
  readonly events: TracedEvent[] = [];
  readonly #plan: Plan;
  #current!: TracedEvent;

  constructor(plan: Plan) {
    this.#plan = plan;
  }

  begin(seq: number, event: SourceEvent): void {
    this.events.push((this.#current = new TracedEvent(seq, event)));
  }

  decoded(value: unknown): void {
    this.#current.decoded = value;
  }

  joined(value: unknown): void {
    this.#current.joined = value;
  }

  selected(value: unknown): void {
    this.#current.selected = value;
  }

  evaluated(evaluated: Evaluated): void {
    this.#current.evaluated = evaluated;
  }

  counted(spans: readonly Span[]): void {
    this.#current.spans = spans;
  }

  stopped(step: StepName, reason: string | null): void {
    this.#current.stoppedAt = step;
    this.#current.reason = reason ?? this.#whyNot(step);
  }

  /** A condition that throws is not true: here it is said why. */
  #whyNot(step: StepName): string | null {
    const { where, sample } = this.#plan;
    const condition = step === 'where' ? where : step === 'sample' ? sample?.by : null;
    const { decoded, event } = this.#current;
    try {
      condition?.({ event: decoded, meta: metaOf(event) });
      return null;
    } catch (error) {
      return (error instanceof Error ? error.message : String(error)).split('\n', 1)[0]!;
    }
  }
}
