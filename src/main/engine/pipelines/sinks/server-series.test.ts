import { expect, test } from 'vitest';
import { compileAggregate } from '#shared/pipeline/aggregates/aggregate.ts';
import { Logic } from '../windows/logic.ts';
import { Panes } from '../windows/panes.ts';
import { makeServerSeries } from './server-series.ts';
import type { Results } from './sink.ts';

/** No server here has TS.ADD: the commands are held against its documentation. */
test.each([
  ['count', { count: true }, 'SUM', '2'],
  ['sum', { sum: 'event.n' }, 'SUM', '7'],
  ['max', { max: 'event.n' }, 'MAX', '5'],
  ['min', { min: 'event.n' }, 'MIN', '2'],
] as const)(
  '%s: the change of each window is added to its sample by the server',
  (name, spec, policy, value) => {
    const aggregate = compileAggregate(name, spec);
    const logic = new Logic([aggregate]);
    const panes = new Panes(logic);
    const add = (start: number, key: string, n: number) =>
      logic.add(panes.group({ start, end: start + 1_000 }, key, [key]), [name === 'count' ? true : n], {
        time: start,
        position: 0,
      });
    add(5_000, 'de', 2);
    add(5_000, 'de', 5);
    add(-1_000, 'fr', 1);
    const into = { commands: [], types: new Map() } as unknown as Results;
    const sink = makeServerSeries(
      { type: 'serverSeries', prefix: 'orders:', labels: { team: 'a b' } },
      { merged: () => ({ aggregate, index: 0 }) },
    );
    sink.changes!(panes, into);
    expect(into.commands).toEqual([
      ['TS.ADD', 'orders:de', 5_000, value, 'ON_DUPLICATE', policy, 'LABELS', 'team', 'a b'],
    ]);
    expect([...into.types]).toEqual([['orders:de', 'TSDB-TYPE']]);
  },
);
