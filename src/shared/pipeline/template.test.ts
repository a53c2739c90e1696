import { expect, test } from 'vitest';
import { templateFunctions } from './template-functions.ts';
import { templateSet } from './template.ts';

const render = (template: string, seed = 1) =>
  templateSet(seed, () => 0)
    .compile(template)
    .text();

test('text stands as it is, expressions are replaced', () => {
  expect(render('n={{seq}} at {{now()}}')).toBe('n=0 at 1970-01-01T00:00:00.000Z');
  expect(render('{"a": {"b": {{1 + 2}}}}')).toBe('{"a": {"b": 3}}');
  expect(render('{{"}}"}}{{ {"a": 1}["a"] }}')).toBe('}}1');
  expect(render('plain { } text')).toBe('plain { } text');
});

test('seq counts the events of the set, not the templates', () => {
  const set = templateSet(1);
  const [a, b] = [set.compile('{{seq}}'), set.compile('{{seq * 10}}')];
  expect([a.value(), b.value()]).toEqual([0, 0]);
  set.next();
  expect([a.value(), b.text()]).toEqual([1, '10']);
});

test('one expression alone keeps its type; inside text it becomes text', () => {
  const set = templateSet(1);
  expect(set.compile('{{1.5}}').value()).toBe(1.5);
  expect(set.compile(' {{1.5}}').value()).toBe(' 1.5');
  expect(set.compile('{{[1, "a"]}}').text()).toBe('[1,"a"]');
});

test('the same seed gives the same values, another seed others', () => {
  const template = '{{uuid()}} {{randInt(1,1000000)}} {{gauss(20.0,2.0)}} {{pick(["a","b","c"])}}';
  expect(render(template, 5)).toBe(render(template, 5));
  expect(render(template, 5)).not.toBe(render(template, 6));
  expect(render('{{uuid()}}')).toMatch(
    /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  );
});

test.each(['gauss(20.0, 2.0)', 'gauss(20, 2.5)', 'gauss(20.0, 2)', 'gauss(20, 2)'])(
  '%s alone is the same as in an expression',
  call => {
    expect(render(`{{${call}}} {{${call}}}`, 5)).toBe(
      render(`{{${call} + 0.0}} {{true ? ${call} : 0.0}}`, 5),
    );
  },
);

test('random values stay in their range and have their distribution', () => {
  const set = templateSet(7);
  const [int, gauss] = [set.compile('{{randInt(1,6)}}'), set.compile('{{gauss(20,2)}}')];
  const ints = Array.from({ length: 6000 }, () => int.value() as number);
  expect(new Set(ints)).toEqual(new Set([1, 2, 3, 4, 5, 6]));
  const values = Array.from({ length: 20_000 }, () => gauss.value() as number);
  const mean = values.reduce((sum, value) => sum + value) / values.length;
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  expect(mean).toBeCloseTo(20, 1);
  expect(deviation).toBeCloseTo(2, 1);
});

test.each([
  ['{{sqe}}', 'sqe is not known. Did you mean seq?'],
  ['{{randint(1,2)}}', 'randint is not known. Did you mean randInt(1,10)?'],
  ['{{randInt("a")}}', 'randInt has other arguments. Did you mean randInt(1,10)?'],
])('%s names what is meant', (template, message) => {
  expect(() => render(template)).toThrow(message);
});

test('every function that is offered can be rendered', () => {
  for (const { example } of templateFunctions) expect(render(`{{${example}}}`)).not.toBe('');
});

test.each([
  ['a {{seq', 2],
  ['a {{seq +}}', 9],
  ['{{event}}', 2],
])('%s is refused, with its place', (template, at) => {
  expect(() => render(template)).toThrow(expect.objectContaining({ name: 'ExpressionError', at }));
});
