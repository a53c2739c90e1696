import type { Report } from '../report.ts';
import type { SinkNeighbours } from './sink-kind.ts';

/**
 * Whether Redis can add up what a sink takes: one aggregate that merges there, in windows that stay where they are.
 *
 * @param able how its values may be merged, and the aggregates that are
 * @returns false when there is nothing more to check
 */
export function checkMergedValue(
  sink: { readonly type: string; readonly value?: string | undefined },
  at: (string | number)[],
  { aggregates, windower }: SinkNeighbours,
  able: { readonly merges: readonly string[]; readonly names: string },
  report: Report,
): boolean {
  if (!aggregates) {
    report(at, `${sink.type} needs numbers to add up`, 'an aggregate and a window beside it');
    return false;
  }
  const names = [...aggregates.keys()];
  if (sink.value === undefined && names.length > 1)
    report([...at, 'value'], 'is missing, and there are several aggregates', `one of ${names.join(', ')}`);
  else {
    const name = sink.value ?? names[0];
    const aggregate = name === undefined ? undefined : aggregates.get(name);
    if (sink.value !== undefined && !aggregates.has(sink.value))
      report([...at, 'value'], `"${sink.value}" is not an aggregate of this pipeline`, names.join(', '));
    else if (aggregate && !able.merges.includes(aggregate.redisMerge ?? ''))
      report(
        sink.value === undefined ? at : [...at, 'value'],
        `${sink.type} cannot merge "${aggregate.name}" in Redis`,
        `an aggregate that is ${able.names}`,
      );
  }
  if (windower?.kind !== 'session') return true;
  report(at, `${sink.type} cannot merge sessions: they change their start`, 'a tumbling or sliding window');
  return false;
}
