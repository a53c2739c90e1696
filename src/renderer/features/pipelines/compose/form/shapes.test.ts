import { expect, it } from 'vitest';
import { asVariant, beginningOf, pipelineFields, type Shape } from './shapes.ts';

const shapeOf = (name: string) => pipelineFields.get(name)!.shape;

it('every member of a pipeline file has a form', () => {
  const unknown: string[] = [];
  const look = (path: string, shape: Shape): void => {
    if (shape.kind === 'unknown') unknown.push(path);
    if (shape.kind === 'list' || shape.kind === 'named') look(`${path}.*`, shape.item);
    if (shape.kind === 'object' || shape.kind === 'wordOrObject')
      for (const field of shape.fields) look(`${path}.${field.name}`, field.shape);
    if (shape.kind === 'variants')
      for (const [type, fields] of shape.variants)
        for (const field of fields) look(`${path}.${type}.${field.name}`, field.shape);
    if (shape.kind === 'tagged') for (const [tag, inner] of shape.tags) look(`${path}.${tag}`, inner);
  };
  for (const [name, { shape }] of pipelineFields) look(name, shape);
  expect(unknown).toEqual([]);
});

it('expressions are told from other texts, by what they read', () => {
  expect(shapeOf('where')).toEqual({ kind: 'cel', over: 'event' });
  expect(shapeOf('having')).toEqual({ kind: 'cel', over: 'row' });
  expect(shapeOf('groupBy')).toEqual({ kind: 'list', item: { kind: 'cel', over: 'event' }, least: 0 });
  const sample = shapeOf('sample');
  expect(sample.kind === 'object' && sample.fields.map(({ shape }) => shape.kind)).toEqual(['number', 'cel']);
  const sinks = shapeOf('sinks');
  const set = sinks.kind === 'list' && sinks.item.kind === 'variants' && sinks.item.variants.get('set');
  expect(set && set.map(({ name, shape }) => [name, shape.kind])).toEqual([
    ['type', 'fixed'],
    ['key', 'text'],
    ['member', 'cel'],
    ['where', 'cel'],
  ]);
});

it('a way to decode is a chain, an aggregate a function, the clock a word or an object', () => {
  expect(shapeOf('decode')).toMatchObject({ kind: 'chain', most: 4 });
  const aggregate = shapeOf('aggregate');
  expect(
    aggregate.kind === 'named' && aggregate.item.kind === 'tagged' && [...aggregate.item.tags.keys()],
  ).toEqual(['count', 'sum', 'min', 'max', 'avg', 'distinct', 'first', 'last', 'quantiles', 'top']);
  const window = shapeOf('window');
  const time =
    window.kind === 'variants' && window.variants.get('session')!.find(({ name }) => name === 'time');
  expect(time && time.shape).toMatchObject({ kind: 'wordOrObject', word: 'processing' });
});

it('another kind keeps what means the same in both, and what no form knows', () => {
  const source = shapeOf('source') as Extract<Shape, { kind: 'variants' }>;
  const before = { type: 'stream', keys: ['a'], from: '0', note: 'mine' };
  expect(asVariant(source, before, 'list')).toEqual({ type: 'list', key: '', note: 'mine' });
  expect(asVariant(source, { type: 'channel', patterns: ['a*'] }, 'keyspace')).toEqual({
    type: 'keyspace',
    patterns: ['a*'],
  });
  expect(beginningOf(source)).toEqual({ type: 'sse', url: '' });
});
