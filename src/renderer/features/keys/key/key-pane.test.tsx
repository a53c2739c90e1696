import { screen, waitFor, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import type { KeyState } from '#shared/contract/keys.ts';
import { callsOf, renderPage, setUpPage, type Answers } from '../../../../../test/support/page.tsx';
import { KeyPane } from './key-pane.tsx';

setUpPage('#/keys');

const bytes = (text: string) => new TextEncoder().encode(text);

function stateOf(more: Partial<KeyState>): KeyState {
  return {
    key: bytes('k'),
    type: 'hash',
    size: 1,
    ttlMs: null,
    memoryBytes: 64,
    encoding: 'listpack',
    idleSeconds: null,
    frequency: null,
    text: null,
    noticedBy: 'polling',
    changes: 0,
    missing: [],
    problem: null,
    ...more,
  };
}

const itemsOf = (value: string) => ({
  items: [
    { name: bytes('f'), nameSize: 1, value: bytes(value), size: 1, index: null, score: null, ttlMs: null },
  ],
  next: null,
  total: 1,
  isSorted: true,
  missing: [],
});

function show(states: AsyncIterable<KeyState> | KeyState, answers: Answers = {}) {
  return renderPage(
    <KeyPane connectionId="p1" keyName={bytes('k')} onClose={() => {}} onListChanged={() => {}} />,
    {
      'keys.watch': () => states,
      'keys.origins': () => [],
      'keys.items': () => itemsOf('v'),
      'keys.value': () => ({ bytes: bytes('the value'), size: 9 }),
      'keys.decode': () => ({ steps: ['text'], form: 'text', bytes: null, problem: null }),
      ...answers,
    },
  );
}

it('becomes what the key becomes, while it is open', async () => {
  let next: ((state: KeyState | null) => void) | undefined;
  async function* states() {
    yield stateOf({});
    for (;;) {
      const state = await new Promise<KeyState | null>(resolve => (next = resolve));
      if (state === null) return;
      yield state;
    }
  }
  show(states());
  expect(await screen.findByRole('grid', { name: 'Fields' })).toBeTruthy();
  next!(stateOf({ type: 'string', size: 9, text: { form: 'text', cardinality: null, bits: null } }));
  expect(await screen.findByRole('region', { name: 'Value' })).toBeTruthy();
  await waitFor(() => expect(next).toBeTruthy());
  next!(stateOf({ type: 'none', size: null, memoryBytes: null }));
  expect(await screen.findByText('The key is gone')).toBeTruthy();
  expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Delete…' }).disabled).toBe(true);
  next!(null);
});

it('reads a key again at each look that the server is polled for, and draws it once while nothing changes', async () => {
  let look = () => {};
  async function* states() {
    for (;;) {
      yield stateOf({});
      await new Promise<void>(resolve => (look = resolve));
    }
  }
  let value = 'v';
  show(states(), { 'keys.items': () => itemsOf(value) });
  const grid = await screen.findByRole('grid', { name: 'Fields' });
  await within(grid).findByText('v');
  const drawn: MutationRecord[] = [];
  const observer = new MutationObserver(records => drawn.push(...records));
  observer.observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
  for (let more = 0; more < 3; more++) {
    const asked = callsOf('keys.items').length;
    look();
    await waitFor(() => expect(callsOf('keys.items').length).toBeGreaterThan(asked));
  }
  expect([...drawn, ...observer.takeRecords()].map(({ target }) => target)).toEqual([]);
  observer.disconnect();
  // All figures of the key stay as they are.
  value = 'w';
  look();
  expect(await within(grid).findByText('w')).toBeTruthy();
});

const facts: [what: string, state: Partial<KeyState>, shown: RegExp][] = [
  [
    'a HyperLogLog',
    { type: 'string', size: 40, text: { form: 'hyperloglog', cardinality: 3, bits: null } },
    /about 3 elements/,
  ],
  ['bits', { type: 'string', size: 2, text: { form: 'bytes', cardinality: null, bits: 9 } }, /9 bits set/],
  ['a key that expires', { ttlMs: 250_000 }, /expires in 4 m 10 s/],
  ['a type of a module', { type: 'MBbloom--', size: null }, /A module of the server made this type/],
  ['a stream', { type: 'stream', size: 5 }, /Its entries, groups and pending entries are there/],
  ['a type that may not be asked', { type: null, size: null, missing: ['TYPE'] }, /could not tell the type/],
];
it.each(facts)('says what %s is', async (_, state, shown) => {
  show(stateOf(state));
  expect(await screen.findByText(shown)).toBeTruthy();
});

it('reads JSON and time series where the server has them', async () => {
  show(stateOf({ type: 'ReJSON-RL', size: null }));
  await waitFor(() => expect(callsOf('keys.value')[0]?.part).toEqual({ of: 'json' }));
  expect(screen.getByText('JSON')).toBeTruthy();
});

it('asks for another part of a value that is too long to be shown at once', async () => {
  const size = 500_000_000;
  const { user } = show(
    stateOf({ type: 'string', size, text: { form: 'text', cardinality: null, bits: null } }),
    {
      'keys.value': ({ count }) => ({ bytes: new Uint8Array(count), size }),
    },
  );
  await user.click(await screen.findByRole('button', { name: 'Next' }));
  await waitFor(() => expect(callsOf('keys.value').at(-1)).toMatchObject({ from: 2 ** 20 }));
  await user.click(screen.getByRole('button', { name: 'Last' }));
  await waitFor(() => expect(callsOf('keys.value').at(-1)!.from).toBeGreaterThan(size - 2 ** 20));
  expect(callsOf('keys.decode')).toEqual([]);
  expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Edit…' }).disabled).toBe(true);
});

it('asks for the name of a production connection before anything is lost', async () => {
  const profile = { id: 'p1', name: 'shop', color: 1, environment: 'production' };
  const { user } = show(stateOf({}), {
    'connections.watch': () =>
      ({
        profiles: [profile],
        open: [{ profileId: 'p1' }],
        withPassword: [],
        sandbox: { state: 'off' },
      }) as never,
    'keyActions.preview': () => ({
      act: 'Delete k',
      sentence: 'Deletes the hash k with 1 item.',
      warnings: [],
      commands: ['UNLINK k'],
      commandCount: 1,
      destructive: true,
      refused: null,
    }),
  });
  await user.click(await screen.findByRole('button', { name: 'Delete…' }));
  const act = await screen.findByRole<HTMLButtonElement>('button', { name: 'Delete k' });
  expect(screen.getByText('UNLINK k')).toBeTruthy();
  expect(act.disabled).toBe(true);
  await user.type(screen.getByRole('textbox', { name: /Type shop to continue/ }), 'shop');
  await waitFor(() => expect(act.disabled).toBe(false));
});

it('leads to the pipeline that writes it and the chart that draws it', async () => {
  show(stateOf({}), {
    'keys.origins': () => [
      {
        id: 'wikipedia-edits',
        name: 'Wikipedia edits',
        does: 'writes',
        isHere: true,
        chart: { kind: 'timeSeries', prefix: 'ev:', members: 'known_domains' },
        streams: [],
        channels: ['wiki'],
      },
    ],
  });
  expect((await screen.findByRole('link', { name: 'Wikipedia edits' })).getAttribute('href')).toContain(
    'pipeline=wikipedia-edits',
  );
  expect(screen.getByText(/^Written by/)).toBeTruthy();
  expect(screen.getByRole('link', { name: 'Charts' }).getAttribute('href')).toContain('prefix=ev');
  expect(screen.getByRole('link', { name: 'wiki' })).toBeTruthy();
});

it('says nothing of an expiry that may not be asked about', async () => {
  show(stateOf({ missing: ['PTTL'] }));
  await screen.findByText(/64 B of memory/);
  expect(screen.queryByText(/expiry/)).toBeNull();
});
