import { screen, waitFor, within } from '@testing-library/react';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Preview, SampleState } from '#shared/contract/compose.ts';
import type { ListedPipeline } from '#shared/contract/pipelines.ts';
import { readPipelines } from '#shared/pipeline/read-pipelines.ts';
import { callsOf, renderPage, setUpPage, type Answers } from '../../../../../test/support/page.tsx';
import { MillraceError } from '#shared/rpc/errors.ts';
import { go } from '../../../lib/navigation.ts';
import { Composer } from './composer.tsx';

setUpPage();
beforeEach(() => {
  // Without a layout the bar between two panes would be everywhere, and take each click.
  vi.spyOn(Element.prototype, 'getBoundingClientRect').mockReturnValue(new DOMRect(500, 500, 10, 10));
  // The editor measures its cursor.
  Range.prototype.getClientRects = () => [new DOMRect(500, 500, 10, 10)] as unknown as DOMRectList;
});

const bytes = (text: string) => new TextEncoder().encode(text);
const event = (seq: number, payload: string) => ({
  seq,
  receivedAt: 1_000 + seq,
  payload: bytes(payload),
  value: null,
  fields: null,
  channel: bytes('orders'),
  pattern: null,
  key: null,
  id: null,
  name: null,
});
const payloads = ['{"type":"paid","n":1}', '{"type":"created","n":2}', 'nothing'];
const sample: SampleState = {
  state: 'live',
  text: 'Messages of orders',
  perSecond: 4,
  leftOut: 0,
  events: payloads.map((payload, seq) => event(seq, payload)),
};
const trace = (seq: number, stoppedAt: 'decode' | null, reason: string | null) => ({
  seq,
  time: 1_000 + seq,
  decoded: stoppedAt ? null : payloads[seq]!,
  lookedUp: null,
  selected: null,
  key: null,
  windows: [],
  stoppedAt,
  reason,
});
const preview: Preview = {
  problems: [],
  steps: [
    { step: 'source', out: 3 },
    { step: 'decode', out: 2 },
    { step: 'sinks', out: 1 },
  ],
  events: [trace(0, null, null), trace(1, null, null), trace(2, 'decode', 'is not JSON')],
  fields: {
    decoded: [
      {
        path: 'event.type',
        types: ['text'],
        events: 2,
        distinct: 2,
        values: [
          { text: 'paid', literal: '"paid"', count: 1 },
          { text: 'created', literal: '"created"', count: 1 },
        ],
        min: null,
        max: null,
      },
      { path: 'event.n', types: ['number'], events: 2, distinct: 2, values: [], min: 1, max: 2 },
    ],
    lookedUp: null,
    selected: null,
  },
  windows: [],
  rows: [],
  transaction: { commands: ['RPUSH out a'], count: 1 },
  targets: [
    {
      sink: 0,
      key: 'out',
      text: 'holds a hash with 3 fields already',
      isInTheWay: true,
      instead: { path: ['sinks', 0, 'key'], value: 'out-2' },
    },
  ],
  guarantee: 'every message counts at most once',
  stronger: { text: 'Read a stream instead.', path: ['source', 'type'] },
  hints: [],
};
const listed: ListedPipeline = {
  id: 'orders',
  name: 'Orders',
  kind: 'own',
  unconfirmed: false,
  state: null,
  connectionId: null,
};
const saved = `{
  "name": "Orders",
  "x-note": 1,
  "source": { "type": "channel", "channels": ["orders"] },
  "sinks": [{ "type": "list", "key": "out" }]
}
`;
const withoutNote = saved.replace('  "x-note": 1,\n', '');
const answers: Answers = {
  'pipelines.check': ({ text, name }) => {
    const read = readPipelines(text, { environment: {}, fallbackName: name });
    const nothing = { paths: [], keys: [], channels: [] };
    return {
      problems: read.ok
        ? []
        : read.problems.map(({ path, message, allowed }) => ({ path, message, allowed })),
      pipelines: [],
      touches: { hosts: [], proxies: [], reads: nothing, writes: nothing, variables: [] },
      rounds: [],
    };
  },
  'pipelines.save': ({ id }) => ({ id: id ?? 'new' }),
  'pipelines.start': () => {},
  'compose.sample': () => sample,
  'compose.preview': () => preview,
};

/** An event that a run refused, as the engine has it. */
const refused = (over: object = {}) => ({
  at: 5_000,
  reason: 'event.n: No such key: n',
  path: ['select', 'fields', 'n'],
  text: '{"type":"paid"}',
  event: event(9, '{"type":"paid"}'),
  late: null,
  ...over,
});
const selecting = withoutNote.replace('"sinks"', '"select": { "fields": { "n": "event.n" } },\n  "sinks"');
const goToMend = () =>
  go('pipelines', {
    pipeline: 'orders',
    view: 'compose',
    mend: { run: 'orders', index: 0, sample: 'invalid-1-5' },
  });

function compose(text = withoutNote, more: Answers = {}, file: ListedPipeline = listed) {
  const content = (
    <Composer
      listed={file}
      connectionId="here"
      savedText={text}
      run={null}
      taken={[]}
      onChoose={() => {}}
      onSaved={() => Promise.resolve()}
      onRunView={() => {}}
    />
  );
  return { ...renderPage(content, { ...answers, ...more }), content };
}
const steps = () => within(screen.getByRole('list', { name: 'Steps' }));
const card = (name: RegExp) => steps().findByRole('button', { name });
const showJson = async (user: ReturnType<typeof compose>['user']) => {
  await user.click(screen.getByRole('button', { name: 'JSON' }));
  return screen.getByRole('textbox', { name: 'Pipeline file' });
};

it('each card says what its step makes of the sample; what would be in the way is said', async () => {
  compose();
  expect((await card(/^source/)).textContent).toMatch(/source · channelorders3 sample/);
  await waitFor(async () => expect((await card(/^decode/)).textContent).toContain('1 invalid'));
  expect((await screen.findByRole('note')).textContent).toContain('out holds a hash with 3 fields already');
  expect(screen.getByRole('region', { name: 'What holds' }).textContent).toContain(
    'Stronger: Read a stream instead.',
  );
});

it('another name is used with one press; what would make it stronger leads to its field', async () => {
  const { user } = compose();
  await user.click(await screen.findByRole('button', { name: 'Use out-2' }));
  expect((await card(/^sinks/)).textContent).toContain('list out-2');
  await user.click(screen.getByRole('button', { name: 'Show where' }));
  expect((await card(/^source/)).getAttribute('aria-pressed')).toBe('true');
  const kind = await screen.findByRole('combobox', { name: 'Kind of source' });
  await waitFor(() => expect(document.activeElement).toBe(kind));
});

it('what would make it stronger adds its step where that is missing', async () => {
  const stronger = { text: 'Add "dedupe".', path: ['dedupe'] };
  const { user } = compose(withoutNote, { 'compose.preview': () => ({ ...preview, stronger }) });
  await user.click(await screen.findByRole('button', { name: 'Show where' }));
  expect((await card(/^dedupe/)).getAttribute('aria-pressed')).toBe('true');
});

it('a step is added in its place, asks for what is missing, and is undone with the text as it was', async () => {
  const { user } = compose();
  await user.click(steps().getByRole('button', { name: 'Add a step after decode' }));
  await user.click(await screen.findByRole('menuitem', { name: /^where/ }));
  const condition = await screen.findByRole('textbox', { name: 'Condition' });
  expect((await card(/^where/)).getAttribute('aria-pressed')).toBe('true');
  await waitFor(() => expect(document.activeElement).toBe(condition));
  await waitFor(async () => expect((await card(/^where/)).textContent).toContain('is empty'));
  expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Start' }).disabled).toBe(true);
  expect(screen.getByText('draft · kept')).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'Undo' }));
  expect(screen.queryByText('draft · kept')).toBeNull();
  await user.click(screen.getByRole('button', { name: 'Redo' }));
  expect((await showJson(user)).textContent).toContain('"where": ""');
});

it('a value becomes a condition, a field a key, with what a group needs', async () => {
  const { user } = compose();
  await user.click(await screen.findByRole('tab', { name: 'Fields 2' }));
  await user.click(screen.getByRole('button', { name: 'paid' }));
  await user.click(screen.getByRole('button', { name: 'Group by event.type' }));
  expect((await card(/^where/)).textContent).toContain('event.type == "paid"');
  expect((await card(/^window/)).textContent).toContain('10s');
  expect((await card(/^aggregate/)).textContent).toContain('events');
});

it('the cards are one stop of the Tab key; arrows move between them, Enter opens one', async () => {
  const { user } = compose();
  (await card(/^source/)).focus();
  await user.keyboard('{ArrowRight}{ArrowRight}{ArrowRight}{Enter}');
  expect((await card(/^sinks/)).getAttribute('aria-pressed')).toBe('true');
  expect(await screen.findByRole('textbox', { name: 'List' })).toBeTruthy();
});

it('a step that is added has the focus at once, and the menu that added it takes nothing of that back', async () => {
  const { user } = compose();
  await card(/^source/);
  const adds = screen.getByRole('button', { name: 'Add a step after decode' });
  await user.click(adds);
  const focused: string[] = [];
  const note = ({ target }: FocusEvent) =>
    focused.push((target as Element).getAttribute('aria-label') ?? (target as Element).textContent);
  const select = await screen.findByRole('menuitem', { name: /^select/ });
  document.addEventListener('focusin', note);
  await user.click(select);
  await waitFor(() => expect(screen.queryByRole('menuitem')).toBeNull());
  await waitFor(() => expect(document.activeElement?.closest('section')?.ariaLabel).toBe('select'));
  document.removeEventListener('focusin', note);
  expect(focused.filter(name => name.startsWith('Add a step'))).toEqual([]);
});

it('what no form knows stays, and is reported', async () => {
  const { user } = compose(saved);
  expect((await screen.findByRole('alert')).textContent).toContain('has unknown "x-note"');
  await user.type(await screen.findByRole('textbox', { name: 'Channel 1' }), 's');
  expect((await showJson(user)).textContent).toContain('"x-note": 1');
});

it('a text that is not JSON: the forms say so, and its place is told', async () => {
  compose('{ "source": ');
  expect((await screen.findByRole('alert')).textContent).toContain('The text is not JSON');
  expect(screen.getByText(/The forms are back when it is mended under JSON/)).toBeTruthy();
});

describe('the draft', () => {
  it('outlives a look at something else, and is saved by Start', async () => {
    const { user, show, content } = compose();
    await user.type(await screen.findByRole('textbox', { name: 'Channel 1' }), '.eu');
    show(null);
    show(content);
    expect(await screen.findByDisplayValue('orders.eu')).toBeTruthy();
    await waitFor(() =>
      expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Start' }).disabled).toBe(false),
    );
    await user.click(screen.getByRole('button', { name: 'Start' }));
    await waitFor(() => expect(callsOf('pipelines.start')).toHaveLength(1));
    expect(callsOf('pipelines.save')).toEqual([
      expect.objectContaining({
        id: 'orders',
        name: 'Orders',
        text: withoutNote.replace('"orders"', '"orders.eu"'),
      }),
    ]);
  });

  it('several pipelines of a file are chosen from', async () => {
    const { user } = compose();
    await user.click(screen.getByRole('button', { name: 'More of this file' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Add a pipeline to this file' }));
    expect((await card(/^source/)).textContent).toContain('source · generator');
    await user.click(screen.getByRole('combobox', { name: 'Pipeline of this file' }));
    await user.click(await screen.findByRole('option', { name: 'Orders' }));
    expect((await card(/^source/)).textContent).toContain('source · channel');
  });
});

it('a name that would reorder the text of its card is written out there', async () => {
  compose(withoutNote.replace('"channels": ["orders"]', '"channels": ["or\u202eders"]'));
  expect((await card(/^source/)).textContent).toContain(String.raw`or\xe2\x80\xaeders`);
});

it('what is under many keys of a sink is one note, that of one of another type its own', async () => {
  const target = (key: string, over: object = {}) => ({
    ...preview.targets[0]!,
    key,
    text: 'holds a hash with 8 fields already',
    isInTheWay: false,
    ...over,
  });
  const targets = [
    ...['de', 'fr', 'us', 'jp', 'br', 'at', 'ch', 'it'].map(key => target(key)),
    target('es', { text: 'holds a hash with 1 field already' }),
    target('nl', { text: 'holds a string with 1 byte already; this sink needs a hash', isInTheWay: true }),
  ];
  compose(withoutNote, { 'compose.preview': () => ({ ...preview, targets }) });
  const notes = await screen.findAllByRole('note');
  expect(notes).toHaveLength(2);
  expect(notes[0]!.textContent).toContain('de holds a hash with 8 fields already');
  expect(notes[0]!.textContent).toContain('The same goes for fr, us, jp, br, at and 3 more keys.');
  expect(notes[1]!.textContent).toContain('nl holds a string');
  expect(notes[1]!.textContent).not.toContain('The same goes');
});

it('a dry run tells its rate among its counts, where nothing is cut', async () => {
  const { user } = compose(withoutNote, {
    'compose.dryRun': () =>
      ({
        figures: {
          received: 7,
          receivedPerSecond: 48.2,
          invalid: 0,
          matched: 7,
          unmatched: 0,
          late: 0,
          emitted: 1,
        },
        rows: [],
        open: [],
        transaction: null,
        error: null,
        ended: false,
      }) as never,
  });
  await waitFor(() =>
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Dry run' }).disabled).toBe(false),
  );
  await user.click(screen.getByRole('button', { name: 'Dry run' }));
  const rate = (await screen.findByText('a second')).parentElement!;
  expect(rate.textContent).toContain('48');
});

it('the source changes nothing of an event, and has no second column for it', async () => {
  const { user } = compose();
  const titles = () => screen.getAllByRole('columnheader').map(({ textContent }) => textContent);
  await waitFor(() => expect(titles()).toEqual(['time', 'in']));
  await user.click(await card(/^decode/));
  await waitFor(() => expect(titles()).toEqual(['time', 'in', 'out · the event']));
});

describe('a live sample', () => {
  /** Its newest event is another one with each call of `next`; the preview follows it. */
  function growing() {
    let wake = () => {};
    let seq = 1;
    const states = async function* () {
      for (;;) {
        yield { ...sample, events: newest(seq) };
        await new Promise<void>(resolve => (wake = resolve));
      }
    };
    const more: Answers = {
      'compose.sample': () => states(),
      'compose.preview': ({ events }) => ({
        ...preview,
        events: events.map(one => ({ ...trace(0, null, null), seq: one.seq })),
        fields: { ...preview.fields, decoded: [field(`"type ${events[0]!.seq / 100}"`)] },
      }),
    };
    return { more, next: () => (seq++, wake()) };
  }
  /** As many as a sample has: it grows no more. */
  const newest = (seq: number, count = 20) =>
    Array.from({ length: count }, (_, index) => event(100 * seq + index, `{"n":${seq}}`));
  const field = (literal: string) => ({
    path: 'event.type',
    types: ['text' as const],
    events: 1,
    distinct: 1,
    min: null,
    max: null,
    values: [{ text: literal.slice(1, -1), literal, count: 1 }],
  });
  const rows = () => screen.getByRole('grid', { name: 'Events of the sample' });
  const later = () => new Promise(resolve => setTimeout(resolve, 700));

  it('stands still while the pointer is over its events, and goes on when that is gone', async () => {
    const { more, next } = growing();
    const { user } = compose(withoutNote, more);
    await waitFor(() => expect(rows().textContent).toContain('{"n":1}'));
    await user.hover(rows());
    expect(screen.getByText('held')).toBeTruthy();
    next();
    await later();
    expect(rows().textContent).toContain('{"n":1}');
    await user.unhover(rows());
    await waitFor(() => expect(rows().textContent).toContain('{"n":2}'));
    expect(screen.queryByText('held')).toBeNull();
  });

  it('grows until it is full, wherever the pointer rests', async () => {
    const states = async function* () {
      yield { ...sample, events: newest(1, 1) };
      await later();
      yield { ...sample, events: [...newest(1, 1), ...newest(2, 1)] };
    };
    const { user } = compose(withoutNote, { 'compose.sample': () => states() });
    await waitFor(() => expect(rows().textContent).toContain('{"n":1}'));
    await user.hover(rows());
    await waitFor(() => expect(rows().textContent).toContain('{"n":2}'));
    expect(screen.queryByText('held')).toBeNull();
  });

  it('the values of its fields stay where they are until the pointer has gone', async () => {
    const { more, next } = growing();
    const { user } = compose(withoutNote, more);
    await user.click(await screen.findByRole('tab', { name: 'Fields 1' }));
    await user.hover(await screen.findByRole('button', { name: 'type 1' }));
    next();
    await later();
    await user.click(screen.getByRole('button', { name: 'type 1' }));
    expect((await card(/^where/)).textContent).toContain('event.type == "type 1"');
  });

  it('is paused by looking at one of its events, which is another one no more', async () => {
    const { more, next } = growing();
    const { user } = compose(withoutNote, more);
    await waitFor(() => expect(rows().textContent).toContain('{"n":1}'));
    await user.click(within(rows()).getAllByRole('row')[1]!);
    await user.unhover(rows());
    await screen.findByRole('region', { name: 'Event' });
    next();
    await later();
    expect(screen.getByRole('region', { name: 'Event' }).textContent).toContain('{"n":1}');
    await user.click(screen.getByRole('button', { name: 'Show the newest events again' }));
    await waitFor(() => expect(rows().textContent).toContain('{"n":2}'));
    expect(screen.queryByRole('region', { name: 'Event' })).toBeNull();
  });

  it('of another source is not paused', async () => {
    const { user } = compose();
    await user.click(await screen.findByRole('button', { name: 'Pause the sample' }));
    expect(screen.getByText('paused')).toBeTruthy();
    await user.type(await screen.findByRole('textbox', { name: 'Channel 1' }), '.eu');
    await waitFor(() => expect(screen.queryByText('paused')).toBeNull());
  });

  it('of another source is not held, wherever the pointer rests', async () => {
    const { user } = compose(withoutNote, {
      'compose.sample': ({ text }) => ({ ...sample, events: newest(text.includes('orders.eu') ? 2 : 1) }),
    });
    await waitFor(() => expect(rows().textContent).toContain('{"n":1}'));
    const channel = await screen.findByRole('textbox', { name: 'Channel 1' });
    await user.hover(rows());
    expect(screen.getByText('held')).toBeTruthy();
    // By the keyboard: the pointer stays where it is.
    channel.focus();
    await user.keyboard('{End}.eu');
    await waitFor(() => expect(rows().textContent).toContain('{"n":2}'));
  });
});

it('a silent source says what it waits for, and where a message can be published', async () => {
  const waiting = {
    ...sample,
    state: 'waiting' as const,
    text: 'Nothing has been published on orders yet.',
    events: [],
  };
  const { user } = compose(withoutNote, { 'compose.sample': () => waiting });
  expect(await screen.findByText('Nothing has been published on orders yet.')).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'Publish a test message' }));
  expect(window.location.hash).toBe('#/pubsub?hear=channel%3Aorders');
});

it('the source of an imported file is not read before it was confirmed', async () => {
  const read: unknown[] = [];
  const { findByText } = compose(
    withoutNote,
    { 'compose.sample': input => (read.push(input), sample) },
    { ...listed, unconfirmed: true },
  );
  await findByText('This file was imported. Its source is read once you have started it.');
  expect(read).toEqual([]);
});

describe('an event that is mended', () => {
  const stopped = {
    ...preview,
    events: [
      {
        ...trace(9, null, 'event.n: No such key: n'),
        decoded: '{"type":"paid"}',
        stoppedAt: 'select' as const,
      },
    ],
  };
  const passing = { ...preview, events: [{ ...trace(9, null, null), decoded: '{"type":"paid"}' }] };
  /** What the engine makes of it: it passes once nothing is selected. */
  const previewOf: Answers['compose.preview'] = ({ text, events }) =>
    events.length !== 1 ? preview : text.includes('"select"') ? stopped : passing;

  it('is shown at the expression that refused it, and as passing once that is mended', async () => {
    goToMend();
    const { user } = compose(selecting, {
      'compose.refused': () => refused(),
      'compose.preview': previewOf,
    });
    const panel = await screen.findByRole('region', { name: 'The event to mend' });
    expect(panel.textContent).toContain('event.n: No such key: n');
    expect((await card(/^select/)).getAttribute('aria-pressed')).toBe('true');
    const field = await screen.findByRole('textbox', { name: 'n is' });
    await waitFor(() => expect(document.activeElement).toBe(field));
    await within(panel).findByText('It is still stopped at select.');
    await user.click(screen.getByRole('button', { name: 'Remove select' }));
    await within(panel).findByText('It passes now.');
    await user.click(within(panel).getByRole('button', { name: 'Done with this event' }));
    expect(screen.queryByRole('region', { name: 'The event to mend' })).toBeNull();
    expect(window.location.hash).not.toContain('mend');
  });

  it('that came late offers the lateness that would have taken it, and sets it when asked to', async () => {
    goToMend();
    const windows = withoutNote.replace(
      '"sinks"',
      '"window": { "type": "tumbling", "size": "10s", "time": { "event": "event.t", "lateness": "1s" } },\n  "aggregate": { "n": { "count": true } },\n  "sinks"',
    );
    const late = { heardUpTo: 9_000, lateness: '24s' };
    const asked: unknown[] = [];
    const { user } = compose(windows, {
      'compose.refused': () =>
        refused({ path: ['window', 'time', 'lateness'], reason: 'came after its window had closed', late }),
      'compose.preview': input => {
        if (input.events.length === 1) asked.push(input.heardUpTo);
        return previewOf(input);
      },
    });
    await user.click(await screen.findByRole('button', { name: 'Use 24s' }));
    await waitFor(async () => expect((await card(/^window/)).getAttribute('aria-pressed')).toBe('true'));
    expect(await screen.findByDisplayValue('24s')).toBeTruthy();
    expect(new Set(asked)).toEqual(new Set([9_000]));
  });

  it('that was too large is there with its beginning; one that is gone is told', async () => {
    goToMend();
    const { unmount } = compose(selecting, { 'compose.refused': () => refused({ event: null }) });
    expect(await screen.findByText(/only its beginning was kept/)).toBeTruthy();
    expect(screen.queryByText('It passes now.')).toBeNull();
    unmount();
    compose(selecting, {
      'compose.refused': () => Promise.reject(new MillraceError('not-found', 'It is no longer kept.')),
    });
    expect((await screen.findByRole('alert')).textContent).toContain('It is no longer kept.');
  });
});
