import { expect, test } from 'vitest';
import { readPipelines } from '#shared/pipeline/read-pipelines.ts';
import { compareEdited } from './edited.ts';

const file = {
  name: 'Orders',
  source: { type: 'stream', keys: ['orders'], group: 'g' },
  groupBy: ['event.country'],
  window: { type: 'tumbling', size: '10s' },
  aggregate: { n: { count: true } },
  sinks: [
    { type: 'timeSeries', prefix: 'n:' },
    { type: 'list', key: 'rows' },
  ] as object[],
};
function read(...files: object[]) {
  const result = readPipelines(JSON.stringify({ pipelines: files }), { environment: {}, fallbackName: 'x' });
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.pipelines;
}
const compare = (members: object) => compareEdited(read(file), read({ ...file, ...members }))[0]!;

test('what is the same only restarts, also under a name that the file does not give', () => {
  const [running] = read(file);
  const named = { ...running!, source: { ...running!.source, consumer: 'host-1' } as never };
  expect(compareEdited([named], read(file))).toEqual([
    {
      id: 'orders',
      name: 'Orders',
      change: 'same',
      members: [],
      effects: [expect.stringMatching(/stops and continues/)],
    },
  ]);
});

test.each([
  [{ where: 'event.n > 1' }, ['where'], [/^It continues where it stands\.$/, /marked as open/]],
  [
    { window: { type: 'tumbling', size: '1m' } },
    ['window'],
    [/continues/, /marked as open/, /With another window, .*another key/],
  ],
  [
    { source: { type: 'stream', keys: ['orders', 'refunds'], group: 'g' } },
    ['source'],
    [/begins with refunds as at a first start/, /marked as open/],
  ],
  [{ source: { type: 'list', key: 'orders' } }, ['source'], [/begins as at a first start/, /marked as open/]],
  [{ source: { type: 'channel', channels: ['orders'] } }, ['source'], [/is not received/, /marked as open/]],
  [
    { source: { type: 'generator', fields: { country: 'x' } } },
    ['source'],
    [/from the beginning again/, /marked as open/],
  ],
  [{ checkpoint: 'mine' }, ['checkpoint'], [/under another key/, /marked as open/]],
  [
    { sinks: [{ type: 'timeSeries', prefix: 'n:' }] },
    ['sinks'],
    [/continues/, /marked as open/, /^rows stays as it is/],
  ],
] as [object, string[], RegExp[]][])('an edit of %j', (members, changed, effects) => {
  const { change, members: found, effects: said } = compare(members);
  expect([change, found]).toEqual(['changed', changed]);
  expect(said).toEqual(effects.map(effect => expect.stringMatching(effect)));
});

test('ids of another kind are forgotten', () => {
  const plain = { ...file, source: { type: 'sse', url: 'http://x' } };
  const [edited] = compareEdited(
    read({ ...plain, dedupe: { by: 'event.a' } }),
    read({ ...plain, dedupe: { by: 'event.b' } }),
  );
  expect(edited!.effects).toContainEqual(expect.stringMatching(/are forgotten/));
});

test('pipelines come and go', () => {
  const all = compareEdited(read(file), read({ ...file, name: 'Other' }));
  expect(all.map(({ id, change }) => [id, change])).toEqual([
    ['other', 'new'],
    ['orders', 'gone'],
  ]);
});
