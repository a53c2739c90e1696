import { decodeSteps } from '#shared/pipeline/decode.ts';
import { parseDuration } from '#shared/pipeline/duration.ts';
import { meets, named } from '#shared/pipeline/place.ts';
import { compilePlan, type NamedPipeline, type Plan } from '#shared/pipeline/plan.ts';
import type { AggregateSpec } from '#shared/pipeline/schema.ts';
import type { SinkSpec } from '#shared/pipeline/sinks/sinks.ts';
import { kindOf } from '#shared/pipeline/sources/sources.ts';
import { templateParts } from '#shared/pipeline/template.ts';
import { celForPython, TEMPLATE_FUNCTIONS } from './cel-for-python.ts';
import { call, dict, list, statement, text, tuple, type Python } from './python.ts';

export interface DataflowOptions {
  /** Of the file. */
  readonly name: string;
  readonly pipelines: readonly NamedPipeline[];
  /** The text at a place of a pipeline of the file, before its variables were expanded; undefined where it has none. */
  readonly variableAt: (pipeline: number, path: readonly (string | number)[]) => string | undefined;
}

const PACKAGE = 'millrace_bytewax';
const EVENT = ['event', 'meta'];
const ROW = ['row'];

/** The text of dataflow.py. All of it can be carried over: that has been checked. */
export function dataflowText({ name, pipelines, variableAt }: DataflowOptions): string {
  const imports = new Imports();
  const names = identifiers(pipelines);
  const steps = new Set<string>();
  const sections = pipelines.map((file, index) => {
    const section = new Section({
      file,
      id: names[index]!,
      imports,
      pipelines,
      steps,
      variableAt: path => variableAt(index, path),
    });
    return `# ${oneLine(file.name)}\n${section.statements().join('\n')}\n`;
  });
  const flow = statement('flow', call('Dataflow', [text(identifier(name))]));
  return [
    `${docstring(`${oneLine(name)}, as a Bytewax dataflow.`)}\n`,
    imports.text(),
    `${flow}\n`,
    sections.join('\n'),
  ].join('\n');
}

/** The names that the dataflow takes from elsewhere. */
class Imports {
  readonly #names = new Map<string, Set<string>>([['bytewax.dataflow', new Set(['Dataflow'])]]);

  /** @returns the name, for where it is used */
  of(module: string, name: string): string {
    this.#names.set(module, (this.#names.get(module) ?? new Set()).add(name));
    return name;
  }

  ofOurs(module: string, name: string): string {
    return this.of(`${PACKAGE}.${module}`, name);
  }

  /** In the order of isort: the standard library, packages, our own. */
  text(): string {
    const lines = [...this.#names]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([module, names]): [string, string] => [module, importLine(module, [...names].sort(byKind))]);
    const group = (test: (module: string) => boolean) =>
      lines.filter(([module]) => test(module)).map(([, line]) => line);
    const isOurs = (module: string) => module.startsWith(PACKAGE);
    const isBytewax = (module: string) => module.startsWith('bytewax');
    return [
      group(module => !isOurs(module) && !isBytewax(module)),
      ['import bytewax.operators as op', ...group(isBytewax)],
      group(isOurs),
    ]
      .filter(block => block.length > 0)
      .map(block => `${block.join('\n')}\n`)
      .join('\n');
  }
}

/** Classes before functions, each by the alphabet. */
function byKind(a: string, b: string): number {
  const isClass = (name: string) => /^[A-Z]/.test(name);
  return Number(isClass(b)) - Number(isClass(a)) || (a < b ? -1 : 1);
}

function importLine(module: string, names: readonly string[]): string {
  const line = `from ${module} import ${names.join(', ')}`;
  return line.length <= 88
    ? line
    : `from ${module} import (\n${names.map(name => `    ${name},\n`).join('')})`;
}

interface SectionOptions {
  file: NamedPipeline;
  /** A name of Python for the pipeline. */
  id: string;
  imports: Imports;
  /** All of the file. */
  pipelines: readonly NamedPipeline[];
  /** The names of all steps so far. */
  steps: Set<string>;
  variableAt: (path: readonly (string | number)[]) => string | undefined;
}

/** The steps of one pipeline. */
class Section {
  readonly #file: NamedPipeline;
  readonly #plan: Plan;
  readonly #id: string;
  readonly #imports: Imports;
  readonly #pipelines: readonly NamedPipeline[];
  readonly #variableAt: SectionOptions['variableAt'];
  readonly #lines: string[] = [];
  readonly #steps: Set<string>;

  constructor({ file, id, imports, pipelines, steps, variableAt }: SectionOptions) {
    this.#file = file;
    this.#plan = compilePlan(file);
    this.#id = id;
    this.#imports = imports;
    this.#pipelines = pipelines;
    this.#steps = steps;
    this.#variableAt = variableAt;
  }

  statements(): string[] {
    const { window, having, late } = this.#file;
    const events = `${this.#id}_events`;
    this.#readEvents(events);
    if (!window) {
      this.#write(events, this.#file.sinks, ['sinks'], EVENT);
      return this.#lines;
    }
    const results = `${this.#id}_results`;
    this.#lines.push(statement(results, this.#windows(events)));
    const rows = `${results}.rows`;
    let chosen = rows;
    if (having !== undefined && this.#plan.emitting.length > 0) {
      chosen = `${this.#id}_rows`;
      this.#lines.push(statement(chosen, this.#filter('having', rows, having, ROW)));
    }
    for (const [index, sink] of this.#file.sinks.entries()) {
      const place = ['sinks', index];
      if (sink.type === 'timeSeries' || sink.type === 'leaderboard')
        this.#output(`${results}.changes`, sink, place);
      else this.#writeTo(chosen, sink, place, ROW);
    }
    if (late) this.#write(`${results}.late`, late.sinks, ['late', 'sinks'], EVENT);
    return this.#lines;
  }

  #readEvents(events: string): void {
    const { source, decode, where, select, invalid } = this.#file;
    const push = (value: Python) => void this.#lines.push(statement(events, value));
    push(call('op.input', [this.#step('source'), 'flow', this.#source()]));
    const hasPayload =
      (source.type !== 'generator' || source.payload !== undefined) &&
      (source.type !== 'stream' || source.payloadField !== undefined);
    if (hasPayload) {
      const { wrappers, form } = decodeSteps(decode);
      const step = this.#step('decode');
      const made = call(
        this.#imports.ofOurs('events', 'decode'),
        [step, list([...wrappers, form].map(text))],
        {
          keep_undecodable: invalid?.as === undefined ? undefined : 'True',
        },
      );
      push(call('op.filter_map_value', [step, events, made]));
    }
    if (where !== undefined) push(this.#filter('where', events, where, EVENT));
    if (select) {
      const step = this.#step('select');
      const fields = Object.entries(select.fields).map(
        ([name, source]) => [name, cel(source, EVENT)] as const,
      );
      const made = call(this.#imports.ofOurs('events', 'select'), [step, dict(fields)], {
        keep_rest: select.rest === 'keep' ? 'True' : undefined,
      });
      push(call('op.filter_map_value', [step, events, made]));
    }
  }

  #windows(events: string): Python {
    const { groupBy, aggregate, invalid, source, sinks, late } = this.#file;
    const series = sinks.filter(sink => sink.type === 'timeSeries');
    const isTotalled = series.some(({ total }) => total !== undefined);
    const worker = kindOf(source).sharing(source);
    const of = (name: string, spec: AggregateSpec) => [name, this.#aggregate(spec)] as const;
    return call(this.#imports.ofOurs('windows', 'aggregate'), [this.#step('windows'), events], {
      group_by: list(groupBy.map(key => cel(key, EVENT))),
      window: this.#window(),
      event_time: this.#eventTime(),
      aggregates: dict(Object.entries(aggregate!).map(([name, spec]) => of(name, spec))),
      undecodable_as: invalid?.as === undefined ? undefined : text(invalid.as),
      with_changes: this.#plan.merging.length > 0 ? 'True' : undefined,
      with_total: isTotalled ? 'True' : undefined,
      with_late: late ? 'True' : undefined,
      worker: worker ? text(worker.consumer ?? DEFAULT_CONSUMER) : undefined,
    });
  }

  #window(): Python {
    const window = this.#file.window!;
    const of = (name: string) => this.#imports.ofOurs('windows', name);
    if (window.type === 'session') return call(of('Session'), [], { gap: this.#duration(window.gap) });
    const align = window.alignTo === '1970-01-01T00:00:00Z' ? undefined : text(window.alignTo);
    if (window.type === 'tumbling')
      return call(of('Tumbling'), [], { size: this.#duration(window.size), align_to: align });
    return call(of('Sliding'), [], {
      size: this.#duration(window.size),
      every: this.#duration(window.every),
      align_to: align,
    });
  }

  #eventTime(): Python | undefined {
    const { window, source } = this.#file;
    const time = window?.time;
    const { eventTime } = this.#plan;
    if (typeof time !== 'object' || !eventTime) return undefined;
    const partitions = kindOf(source).partitions(source);
    return call(this.#imports.ofOurs('windows', 'EventTime'), [cel(time.event, EVENT)], {
      lateness: eventTime.latenessMs === 0 ? undefined : this.#duration(time.lateness),
      idle: eventTime.idleMs === IDLE_MS ? undefined : this.#milliseconds(eventTime.idleMs),
      partitions: partitions.length > 0 ? tuple(this.#names(['source', 'keys'], partitions)) : undefined,
    });
  }

  /** What makes the state of a group, and the expression of its values. */
  #aggregate(spec: AggregateSpec): Python {
    const [[kind, of]] = Object.entries(spec) as [[string, unknown]];
    const state = (name: string) => this.#imports.ofOurs('aggregates', name);
    const partial = (name: string, argument: Python) =>
      call(this.#imports.of('functools', 'partial'), [state(name), argument]);
    if ('count' in spec) return tuple([state('Count'), 'None']);
    if ('quantiles' in spec)
      return tuple([
        partial('Quantiles', list(spec.quantiles.at.map(number))),
        cel(spec.quantiles.of, EVENT),
      ]);
    if ('top' in spec) return tuple([partial('Top', number(spec.top.n)), cel(spec.top.of, EVENT)]);
    return tuple([state(kind[0]!.toUpperCase() + kind.slice(1)), cel(of as string, EVENT)]);
  }

  #source(): Python {
    const { source } = this.#file;
    const named = (member: string, value: string) => this.#name(['source', member], value);
    const waits_for = this.#waitsFor();
    const tells_idle = this.#plan.eventTime ? 'True' : undefined;
    switch (source.type) {
      case 'sse':
        return call(this.#imports.ofOurs('sources', 'ServerSentEvents'), [named('url', source.url)], {
          headers: source.headers
            ? dict(
                Object.entries(source.headers).map(
                  ([name, value]) => [name, this.#name(['source', 'headers', name], value)] as const,
                ),
              )
            : undefined,
          waits_for,
          tells_idle,
        });
      case 'jsonl':
        return call(this.#imports.ofOurs('sources', 'Lines'), [named('path', source.path)], {
          rate: source.rate === undefined ? undefined : number(source.rate),
          loop: source.loop ? 'True' : undefined,
          waits_for,
        });
      case 'generator':
        return call(this.#imports.ofOurs('sources', 'Generator'), [], {
          fields: source.fields
            ? dict(Object.entries(source.fields).map(([name, of]) => [name, template(of)] as const))
            : undefined,
          payload: source.payload === undefined ? undefined : template(source.payload),
          count: source.count === undefined ? undefined : number(source.count),
          rate: source.rate === undefined ? undefined : number(source.rate),
          seed: source.seed === undefined ? undefined : number(source.seed),
          waits_for,
        });
      case 'channel':
        return call(this.#imports.ofOurs('redis_sources', 'Channel'), [], {
          channels: this.#listOf(['source', 'channels'], source.channels),
          patterns: this.#listOf(['source', 'patterns'], source.patterns),
          shard_channels: this.#listOf(['source', 'shardChannels'], source.shardChannels),
        });
      case 'stream':
        return call(
          this.#imports.ofOurs('redis_sources', 'Streams'),
          [this.#listOf(['source', 'keys'], source.keys)!],
          {
            start: source.from === '0' ? undefined : text(source.from),
            group: source.group === undefined ? undefined : named('group', source.group),
            consumer:
              source.group === undefined ? undefined : named('consumer', source.consumer ?? DEFAULT_CONSUMER),
            payload_field: source.payloadField === undefined ? undefined : text(source.payloadField),
            ack: source.ack === 'never' ? 'False' : undefined,
            work: source.work === undefined ? undefined : this.#duration(source.work),
            tells_idle,
          },
        );
      default:
        throw new Error(`${source.type} is not carried over`);
    }
  }

  /** What is sent before another pipeline of the file listens would be lost. */
  #waitsFor(): Python | undefined {
    const { sinks } = this.#file;
    const index = sinks.findIndex(
      sink =>
        sink.type === 'publish' &&
        this.#pipelines.some(
          ({ source }) =>
            source.type === 'channel' &&
            kindOf(source)
              .reads(source)
              .some(place => meets(named('channel', sink.channel), place) === 'surely'),
        ),
    );
    const sink = sinks[index];
    return sink?.type === 'publish'
      ? call(this.#imports.ofOurs('redis_sources', 'listeners'), [
          this.#name(['sinks', index, 'channel'], sink.channel),
        ])
      : undefined;
  }

  #write(from: string, sinks: readonly SinkSpec[], path: (string | number)[], sees: readonly string[]): void {
    for (const [index, sink] of sinks.entries()) this.#writeTo(from, sink, [...path, index], sees);
  }

  #writeTo(from: string, sink: SinkSpec, path: (string | number)[], sees: readonly string[]): void {
    let taken = from;
    if ('where' in sink && sink.where !== undefined) {
      taken = `${this.#id}_${snake(sink.type)}_${path.at(-1)}`;
      this.#lines.push(statement(taken, this.#filter(`${snake(sink.type)}_where`, from, sink.where, sees)));
    }
    this.#output(taken, sink, path);
  }

  #output(from: string, sink: SinkSpec, path: (string | number)[]): void {
    const step = this.#step(snake(sink.type));
    this.#lines.push(statement(null, call('op.output', [step, from, this.#sink(sink, path)])));
  }

  #sink(sink: SinkSpec, path: (string | number)[]): Python {
    const named = (member: string, value: string | undefined) =>
      value === undefined ? undefined : this.#name([...path, member], value);
    const value = () =>
      text(('value' in sink ? sink.value : undefined) ?? Object.keys(this.#file.aggregate!)[0]!);
    switch (sink.type) {
      case 'publish':
        return call(this.#imports.ofOurs('redis_sinks', 'Publish'), [named('channel', sink.channel)!]);
      case 'stream':
        return call(this.#imports.ofOurs('redis_sinks', 'Stream'), [named('key', sink.key)!], {
          max_len: sink.maxLen === undefined ? undefined : number(sink.maxLen),
        });
      case 'stdout':
        return call(this.#imports.ofOurs('sinks', 'StandardOutput'), [], {
          raw: sink.format === 'raw' ? 'True' : undefined,
        });
      case 'file':
        return call(this.#imports.ofOurs('sinks', 'File'), [named('path', sink.path)!]);
      case 'chart':
        return call(this.#imports.ofOurs('sinks', 'Nowhere'));
      case 'leaderboard':
        return call(this.#imports.ofOurs('redis_sinks', 'Leaderboard'), [value()], {
          key: sink.key === '{epoch}' ? undefined : named('key', sink.key),
          epoch_key: sink.epochKey === 'epoch_index' ? undefined : named('epochKey', sink.epochKey),
        });
      case 'timeSeries': {
        const window = this.#file.window!;
        const every = window.type === 'sliding' ? window.every : (window as { size: string }).size;
        const isSwept = sink.retention !== undefined;
        return call(this.#imports.ofOurs('redis_sinks', 'TimeSeries'), [value()], {
          prefix: named('prefix', sink.prefix),
          total: named('total', sink.total),
          members: named('members', sink.members),
          retention: isSwept ? this.#duration(sink.retention!) : undefined,
          every: isSwept ? this.#duration(every) : undefined,
          align_to:
            isSwept && 'alignTo' in window && window.alignTo !== '1970-01-01T00:00:00Z'
              ? text(window.alignTo)
              : undefined,
        });
      }
      default:
        throw new Error(`${sink.type} is not carried over`);
    }
  }

  #filter(step: string, from: string, source: string, sees: readonly string[]): Python {
    const name = this.#step(step);
    const made =
      sees === ROW
        ? call(this.#imports.ofOurs('events', 'row_where'), [cel(source, sees)])
        : call(this.#imports.ofOurs('events', 'where'), [name, cel(source, sees)]);
    return call('op.filter_value', [name, from, made]);
  }

  /** The name of a step, which is there once. */
  #step(name: string): string {
    const wanted = `${this.#id}_${name}`;
    let step = wanted;
    for (let number = 2; this.#steps.has(step); number++) step = `${wanted}_${number}`;
    this.#steps.add(step);
    return text(step);
  }

  #duration(written: string): Python {
    return this.#milliseconds(parseDuration(written));
  }

  #milliseconds(ms: number): Python {
    const unit = UNITS.find(([, length]) => ms % length === 0) ?? UNITS.at(-1)!;
    return call(this.#imports.of('datetime', 'timedelta'), [], { [unit[0]]: number(ms / unit[1]) });
  }

  /** A name of something outside: where the file has a variable in it, it is read when the dataflow starts. */
  #name(path: readonly (string | number)[], value: string): Python {
    const written = this.#variableAt(path);
    return written === undefined
      ? text(value)
      : call(this.#imports.ofOurs('values', 'environment'), [text(written)]);
  }

  #names(path: readonly (string | number)[], values: readonly string[]): Python[] {
    return values.map((value, index) => this.#name([...path, index], value));
  }

  #listOf(path: readonly (string | number)[], values: readonly string[] | undefined): Python | undefined {
    return values && list(this.#names(path, values));
  }
}

/** Of a source whose file names none: Bytewax has one reader for each stream. */
const DEFAULT_CONSUMER = 'bytewax';
/** What `EventTime` of the package waits if nothing is said. */
const IDLE_MS = 10_000;
const UNITS: readonly (readonly [string, number])[] = [
  ['days', 86_400_000],
  ['hours', 3_600_000],
  ['minutes', 60_000],
  ['seconds', 1_000],
  ['milliseconds', 1],
];

const cel = (source: string, variables: readonly string[]): string => text(celForPython(source, variables));

function template(source: string): string {
  const parts = [...templateParts(source)].map(part =>
    typeof part === 'string' ? part : `{{${celForPython(part.source, ['seq'], TEMPLATE_FUNCTIONS)}}}`,
  );
  return text(parts.join(''));
}

const number = (value: number): string => String(value);
const snake = (name: string): string => name.replaceAll(/[A-Z]/g, letter => `_${letter.toLowerCase()}`);
const oneLine = (name: string): string => name.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ');

function docstring(words: string): string {
  const escaped = words.replaceAll('\\', '\\\\').replaceAll('"', '\\"');
  return `"""${escaped}"""`;
}

/** A name that Python takes. */
function identifier(name: string): string {
  const made = name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '');
  return /^[a-z]/.test(made) ? made : `pipeline${made === '' ? '' : `_${made}`}`;
}

/** One for each pipeline, all different. */
function identifiers(pipelines: readonly NamedPipeline[]): string[] {
  const taken = new Set<string>();
  return pipelines.map(({ id }) => {
    let name = identifier(id);
    while (taken.has(name)) name += '_';
    taken.add(name);
    return name;
  });
}
