import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPipelines } from '#shared/pipeline/read-pipelines.ts';
import {
  copied,
  edited,
  readDocument,
  renamed,
  withFileName,
  withPipeline,
  type ReadableDocument,
} from './document.ts';
import { changedTo, historyOf, redone, undone } from './history.ts';
import { valueAt } from './plain-values.ts';
import { withoutStep, withStep } from './steps.ts';

const one = `{
  "version": 1,
  "name": "Orders",
  "x-team": "shop",
  "source": { "type": "generator", "fields": { "n": "{{seq}}" }, "seed": 9007199254740993, "note": 1 },
  "sinks": [{ "type": "stream", "key": "numbers" }]
}
`;
const readable = (text: string): ReadableDocument => {
  const document = readDocument(text, 'File');
  if (!document.isReadable) throw new Error(document.problem);
  return document;
};
const partOf = (text: string, index = 0) => readable(text).pipelines[index]!;

describe('what forms cannot show is told with its place', () => {
  it.each([
    ['{"source": }', 'The text is not JSON: '],
    ['[]', 'The text is not a JSON object.'],
    ['{"name": "a",\n"name": "b"}', 'The member name is given twice, in the lines 1 and 2.'],
    ['{"pipelines": []}', '"pipelines" is not a list of pipelines.'],
  ])('%s', (text, problem) => {
    const document = readDocument(text, 'File');
    expect(document.isReadable ? '' : document.problem).toContain(problem);
  });
});

it('a member is written where it usually stands, and taken away again without a trace', () => {
  const text = edited(one, partOf(one), ['where'], 'event.n > 1');
  expect(text).toBe(one.replace('  "sinks"', '  "where": "event.n > 1",\n  "sinks"'));
  expect(edited(text, partOf(text), ['where'], undefined)).toBe(one);
});

it('steps that belong together come and go together', () => {
  const text = withStep(one, partOf(one), 'groupBy');
  expect(Object.keys(partOf(text).value)).toEqual([
    'version',
    'name',
    'x-team',
    'source',
    'groupBy',
    'window',
    'aggregate',
    'sinks',
  ]);
  expect(withoutStep(text, partOf(text), 'window')).toBe(one);
});

it('another name leaves the position where it was, when that is asked for', () => {
  const document = readable(one);
  expect(withFileName(document, 'Sales', false)).toBe(one.replace('"Orders"', '"Sales"'));
  const kept = readPipelines(
    withFileName(
      readable(
        one.replace(', "note": 1', '').replace('9007199254740993', '5').replace('  "x-team": "shop",\n', ''),
      ),
      'Sales',
      true,
    ),
    {
      environment: {},
      fallbackName: '',
    },
  );
  expect(kept.ok && kept.pipelines.map(({ name, id }) => [name, id])).toEqual([['Sales', 'orders']]);
});

it('a copy keeps positions of its own', () => {
  const text = copied(readable(one.replace('"name": "Orders"', '"name": "Orders", "id": "o"')), 'Copy');
  expect(partOf(text).value).toMatchObject({ name: 'Copy' });
  expect(partOf(text).value).not.toHaveProperty('id');
});

it('a second pipeline moves the first one in as it is', () => {
  const { text, index } = withPipeline(readable(one), 'Second');
  expect(index).toBe(1);
  expect(readable(text).pipelines.map(({ name }) => name)).toEqual(['Orders', 'Second']);
  expect(text).toContain('"seed": 9007199254740993');
  expect(partOf(text).value).toMatchObject({ 'x-team': 'shop', source: { note: 1 } });
  const third = withPipeline(readable(text), 'Third');
  expect(readable(third.text).pipelines.map(({ name }) => name)).toEqual(['Orders', 'Second', 'Third']);
});

describe('form and text under random edits', () => {
  const members = ['where', 'having', 'flush', 'select', 'groupBy', 'window', 'aggregate', 'sample'];
  const json = fc.jsonValue({ maxDepth: 2 }).map(value => JSON.parse(JSON.stringify(value)) as unknown);
  const edit = fc.oneof(
    fc.record({ kind: fc.constant('form' as const), member: fc.constantFrom(...members), value: json }),
    fc.record({ kind: fc.constant('remove' as const), member: fc.constantFrom(...members) }),
    fc.record({ kind: fc.constant('step' as const), member: fc.constantFrom('groupBy', 'where', 'select') }),
    fc.record({ kind: fc.constant('rename' as const), member: fc.constantFrom(...members), to: fc.string() }),
    fc.record({
      kind: fc.constant('typed' as const),
      at: fc.nat(),
      text: fc.constantFrom(' ', '\n', '}', '"x"', ','),
    }),
    fc.record({ kind: fc.constant('undo' as const), times: fc.nat(3) }),
  );

  it('are equal after each edit; members that no form knows stay; undo brings back each text', () => {
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 12 }), fc.boolean(), (edits, several) => {
        const begin = several ? withPipeline(readable(one), 'Second').text : one;
        const index = several ? 1 : 0;
        let history = historyOf(begin);
        const texts = [begin];
        let now = 0;
        const write = (text: string) => {
          const before = history.present;
          history = changedTo(history, text, String(now), (now += 10_000));
          if (text !== before) texts.push(text);
        };
        for (const change of edits) {
          const document = readDocument(history.present, 'File');
          if (change.kind === 'undo') {
            for (let time = 0; time < change.times && history.past.length > 0; time++) {
              const { present } = history;
              history = undone(history);
              expect(redone(history).present).toBe(present);
              texts.pop();
            }
          } else if (change.kind === 'typed') {
            const { present } = history;
            const at = change.at % (present.length + 1);
            write(present.slice(0, at) + change.text + present.slice(at));
          } else if (document.isReadable && document.pipelines.length > index) {
            const part = document.pipelines[index]!;
            const { present } = history;
            const others = withoutMember(part.value, change.member);
            if (change.kind === 'form') {
              write(edited(present, part, [change.member], change.value));
              expect(valueAt(partOf(history.present, index).value, [change.member])).toEqual(change.value);
              expect(withoutMember(partOf(history.present, index).value, change.member)).toEqual(others);
            } else if (change.kind === 'remove') {
              write(edited(present, part, [change.member], undefined));
              expect(partOf(history.present, index).value).toEqual(others);
            } else if (change.kind === 'rename') {
              write(renamed(present, part, [change.member], change.to));
              expect(Object.keys(partOf(history.present, index).value)).toHaveLength(
                Object.keys(part.value).length,
              );
            } else write(withStep(present, part, change.member));
            const unknown = partOf(history.present, 0).value['x-team'];
            if (unknown !== undefined) expect(history.present).toContain('"x-team"');
          }
          expect(history.present).toBe(texts.at(-1));
        }
        while (history.past.length > 0) history = undone(history);
        expect(history.present).toBe(begin);
      }),
    );
  });
});

function withoutMember(value: Readonly<Record<string, unknown>>, member: string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([name]) => name !== member));
}
