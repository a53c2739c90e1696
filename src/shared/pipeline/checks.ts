import { compileAggregate, type Aggregate } from './aggregates/aggregate.ts';
import { parseDuration } from './duration.ts';
import { compileExpression, compileRowExpression, ExpressionError } from './expression.ts';
import { checkLookups } from './lookup.ts';
import { meets, placeText } from './place.ts';
import { problemAt, type Problem } from './problems.ts';
import type { Attempt, Report } from './report.ts';
import type { PipelineFile } from './schema.ts';
import { checkSelect } from './select.ts';
import { compileBranch } from './sinks/branch.ts';
import { isMerging, kindOf as sinkKindOf } from './sinks/sinks.ts';
import { kindOf as sourceKindOf } from './sources/sources.ts';
import { windowerOf, type Windower } from './windower.ts';

/** Member names of a row that an aggregate cannot have. */
const reserved = ['window', 'key', 'worker', 'open', 'approximate', 'start', 'end'];

/** What the schema cannot say: expressions that do not compile, and parts that do not fit together. */
export function checkPipeline(file: PipelineFile): Problem[] {
  const problems: Problem[] = [];
  const report = (path: (string | number)[], message: string, allowed = '') =>
    void problems.push(problemAt(path, message, allowed));
  const attempt = <T>(path: (string | number)[], compile: () => T): T | undefined => {
    try {
      return compile();
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (!(error instanceof ExpressionError)) report(path, message);
      else {
        problems.push({
          path,
          message: `${message} (at character ${error.at + 1})`,
          allowed:
            path[0] === 'source'
              ? 'text with {{CEL}} in it'
              : `a CEL expression over ${readsRows(path) ? 'row' : 'event and meta'}`,
          at: error.at,
        });
      }
      return undefined;
    }
  };

  /** Over what expressions are that stand there. */
  const readsRows = ([first, , member]: readonly (string | number)[]) =>
    first === 'having' || (first === 'sinks' && file.aggregate !== undefined && member !== 'value');

  sourceKindOf(file.source).check(file.source, report, attempt);
  if (file.where !== undefined) attempt(['where'], () => compileExpression(file.where!));
  if (file.dedupe) {
    const { by, within } = file.dedupe;
    attempt(['dedupe', 'by'], () => compileExpression(by));
    if (within !== undefined && parseDuration(within) < 1)
      report(['dedupe', 'within'], 'is too short', 'from 1ms');
    if (sourceKindOf(file.source).sharing(file.source) !== null)
      report(
        ['dedupe'],
        'is what one worker remembers: another of the group would count the event again',
        'a source that no workers share',
      );
  }
  const { rateLimit } = file;
  if (rateLimit?.by !== undefined) attempt(['rateLimit', 'by'], () => compileExpression(rateLimit.by!));
  if (rateLimit && parseDuration(rateLimit.per) < 1) report(['rateLimit', 'per'], 'is too short', 'from 1ms');
  const { sample } = file;
  if (sample?.by !== undefined) attempt(['sample', 'by'], () => compileExpression(sample.by!));
  if (file.lookup) checkLookups(file.lookup, report, attempt);
  if (file.select) checkSelect(file.select, report, attempt);
  file.groupBy.forEach((key, index) => attempt(['groupBy', index], () => compileExpression(key)));
  const { window } = file;
  const windower = checkWindow(file, report);
  if (window && typeof window.time === 'object') {
    const { event } = window.time;
    attempt(['window', 'time', 'event'], () => compileExpression(event));
  }
  const aggregates = checkAggregates(file, report, attempt);

  const hasAggregate = Object.keys(file.aggregate ?? {}).length > 0;
  if (file.aggregate && !hasAggregate)
    report(['aggregate'], 'is empty', 'at least one aggregate, or no aggregate and no window');
  if (hasAggregate && !window) report(['window'], 'is missing', 'a window, because there is an aggregate');
  if (window && !file.aggregate)
    report(['aggregate'], 'is missing', 'an aggregate, because there is a window');
  const { having } = file;
  if (having !== undefined) {
    attempt(['having'], () => compileRowExpression(having));
    if (!file.aggregate)
      report(['having'], 'has no rows to choose from', 'an aggregate and a window beside it');
    else if (file.sinks.every(isMerging))
      report(['having'], 'has no effect: these sinks take changes, not rows', 'a sink that takes rows');
  }
  if (file.groupBy.length > 0 && !file.aggregate)
    report(['groupBy'], 'has nothing to group', 'an aggregate and a window beside it');
  if (file.invalid?.as !== undefined && !file.aggregate)
    report(['invalid', 'as'], 'has nothing to count under', 'an aggregate beside it');
  if (file.invalid && file.invalid.as === undefined && !file.invalid.sinks)
    report(['invalid'], 'is empty', '"as", "sinks" or both');
  if (file.limits.deliveries !== undefined && !sourceKindOf(file.source).countsDeliveries(file.source))
    report(
      ['limits', 'deliveries'],
      'needs a source whose deliveries Redis counts',
      'a stream with a "group" that acknowledges',
    );
  if (file.late && typeof window?.time !== 'object')
    report(['late'], 'cannot happen with processing time', 'a window with "time": { "event": CEL }');
  if (file.flush !== undefined && parseDuration(file.flush) < 1)
    report(['flush'], 'is too short', 'from 1ms');

  const checkBranch = (sink: PipelineFile['sinks'][number], at: (string | number)[], takesRows: boolean) => {
    const where = 'where' in sink ? sink.where : undefined;
    if (where !== undefined) attempt([...at, 'where'], () => compileBranch(where, takesRows));
  };
  const neighbours = {
    groupBy: file.groupBy,
    aggregates:
      file.aggregate === undefined
        ? null
        : new Map(Object.keys(file.aggregate).map((name, index) => [name, aggregates[index]])),
    windower,
  };
  file.sinks.forEach((sink, index) => {
    const at = ['sinks', index];
    sinkKindOf(sink).check(sink, at, neighbours, report, attempt);
    checkBranch(sink, at, file.aggregate !== undefined);
    checkLoop(file, sink, at, report);
  });
  file.late?.sinks.forEach((sink, index) => {
    const at = ['late', 'sinks', index];
    sinkKindOf(sink).check(
      sink,
      at,
      { ...neighbours, aggregates: null, windower: undefined },
      report,
      attempt,
    );
    checkBranch(sink, at, false);
    checkLoop(file, sink, at, report);
  });
  file.invalid?.sinks?.forEach((sink, index) => {
    const at = ['invalid', 'sinks', index];
    if (sink.where !== undefined)
      report([...at, 'where'], 'cannot be asked of what was not decoded', 'no "where"');
    checkLoop(file, sink, at, report);
  });
  return problems;
}

/** What a sink writes must not come back as an event of the same pipeline. */
function checkLoop(
  { source: spec }: PipelineFile,
  sink: PipelineFile['sinks'][number],
  at: (string | number)[],
  report: Report,
): void {
  const read = sourceKindOf(spec).reads(spec);
  for (const written of sinkKindOf(sink).writes(sink)) {
    const heard = read.find(place => meets(written, place) === 'surely');
    if (heard === undefined) continue;
    const text = placeText(written);
    const member = Object.entries(sink).find(([, value]) => value === written.name)?.[0];
    if (heard.kind === 'keyEvents')
      report(
        at,
        `"${text}" matches a pattern of the source: each result would be an event again`,
        'keys that no pattern of the source matches',
      );
    else
      report(
        member === undefined ? at : [...at, member],
        `"${text}" is read by the source: the pipeline would feed itself`,
        `another ${member ?? 'place'}`,
      );
  }
}

/** Undefined when there is no window, or its lengths make no sense. */
function checkWindow({ window, limits }: PipelineFile, report: Report): Windower | undefined {
  if (!window) return undefined;
  const { gap, size, every } = { gap: undefined, size: undefined, every: undefined, ...window };
  for (const [member, length] of Object.entries({ gap, size, every })) {
    if (length === undefined || parseDuration(length) > 0) continue;
    report(['window', member], `"${length}" is not a length of time`, 'from 1ms');
    return undefined;
  }
  const windower = windowerOf(window);
  if (windower.kind === 'session') return windower;
  const { sizeMs, everyMs } = windower;
  if (everyMs > sizeMs)
    report(['window', 'every'], 'leaves time between windows, which would be lost', `at most ${size}`);
  // Every event is in so many windows.
  if (sizeMs / everyMs > limits.windows)
    report(
      ['window', 'every'],
      `makes every event count in ${Math.ceil(sizeMs / everyMs)} windows`,
      `at most ${limits.windows}, or another "windows" in "limits"`,
    );
  return windower;
}

function checkAggregates(file: PipelineFile, report: Report, attempt: Attempt): (Aggregate | undefined)[] {
  return Object.entries(file.aggregate ?? {}).map(([name, spec]) => {
    const path = ['aggregate', name];
    if (reserved.includes(name))
      report(path, 'has a name that rows use themselves', `a name other than ${reserved.join(', ')}`);
    const [[kind, of]] = Object.entries(spec) as [[string, unknown]];
    return attempt([...path, kind, ...(typeof of === 'object' ? ['of'] : [])], () =>
      compileAggregate(name, spec),
    );
  });
}
