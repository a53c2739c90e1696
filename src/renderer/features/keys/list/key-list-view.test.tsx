import { screen, waitFor } from '@testing-library/react';
import { expect, it } from 'vitest';
import type { KeyRow, KeyWalkState } from '#shared/contract/keys.ts';
import { callsOf, renderPage, setUpPage, type Answers } from '../../../../../test/support/page.tsx';
import KeysScreen from '../keys-screen.tsx';

setUpPage('#/keys?on=p1');

const bytes = (text: string) => new TextEncoder().encode(text);
const walking: KeyWalkState = {
  walkId: 'w',
  state: 'walking',
  found: 48_120,
  looked: 48_120,
  keyspace: 1_204_311,
  isWhole: false,
  version: 1,
  problem: null,
};
const at = (depth: number, labelFrom: number) => ({ depth, labelFrom });

function show(state: KeyWalkState, answers: Answers = {}) {
  const profile = { id: 'p1', name: 'shop', color: 1, environment: 'local' };
  return renderPage(<KeysScreen />, {
    'connections.watch': () =>
      ({
        profiles: [profile],
        open: [{ profileId: 'p1', state: { state: 'ready', since: 1 } }],
        withPassword: [],
        sandbox: { state: 'off' },
      }) as never,
    'keys.walk': () => state,
    'keys.control': () => undefined,
    'keys.figures': ({ keys }) => ({
      figures: keys.map(key => ({ key, type: 'hash', size: 180, ttlMs: null, memoryBytes: 31_000 })),
      missing: [],
    }),
    'keys.summaries': ({ prefixes }) =>
      prefixes.map(prefix => ({
        prefix,
        keys: 3,
        sampled: 2,
        types: [{ type: 'hash', count: 2 }],
        memoryBytes: 200,
        expiring: { count: 0, firstMs: null, lastMs: null },
        missing: [],
      })),
    'recognise.frameworks': () => ['Bull', 'BullMQ'],
    'recognise.keys': ({ keys }) => keys.map(() => null),
    'recognise.prefixes': ({ prefixes }) =>
      prefixes.map(() => ({
        framework: 'BullMQ',
        certainty: 'likely',
        what: '2 of 3 keys that were looked at',
        evidence: 'ev:a: its name',
      })),
    'keys.rows': ({ open, view }) => {
      const inside: KeyRow[] = [
        { kind: 'key', key: bytes('ev:a'), ...at(1, 3) },
        { kind: 'rest', prefix: bytes('ev:'), keys: 2, ...at(1, 3) },
      ];
      const rows: KeyRow[] =
        view === 'flat'
          ? [{ kind: 'key', key: bytes('ev:a'), ...at(0, 0) }]
          : [
              { kind: 'prefix', prefix: bytes('ev:'), keys: 3, isOpen: open?.length === 1, ...at(0, 0) },
              ...(open?.length === 1 ? inside : []),
              { kind: 'key', key: bytes('known'), ...at(0, 0) },
            ];
      return { total: rows.length, from: 0, rows };
    },
    ...answers,
  });
}

it('says how far it is, and is stopped and continued', async () => {
  const { user } = show(walking);
  expect(await screen.findByText('48,120 keys so far of 1,204,311')).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'Stop' }));
  expect(callsOf('keys.control')).toEqual([{ walkId: 'w', act: 'stop' }]);
});

it('offers to go on where it was stopped', async () => {
  const { user } = show({ ...walking, state: 'stopped' });
  await user.click(await screen.findByRole('button', { name: 'Continue' }));
  expect(callsOf('keys.control')).toEqual([{ walkId: 'w', act: 'continue' }]);
});

it('is walked through as a tree with the keyboard, and the address keeps what is open', async () => {
  const { user } = show({ ...walking, state: 'finished' });
  await screen.findByText('known');
  await user.tab();
  screen.getByRole('grid', { name: 'Keys' }).focus();
  await user.keyboard('{ArrowDown}{ArrowRight}');
  expect(await screen.findByText('a', { exact: true })).toBeTruthy();
  expect(window.location.hash).toContain('unfolded=ev%3A');
  await user.keyboard('{ArrowDown}{Enter}');
  await waitFor(() => expect(window.location.hash).toContain('key=ev%3Aa'));
  await user.keyboard('{ArrowLeft}');
  await waitFor(() => expect(screen.queryByText('a', { exact: true })).toBeNull());
  expect(window.location.hash).not.toContain('unfolded');
});

it('leads from what is only counted to a list of it', async () => {
  const { user } = show({ ...walking, state: 'finished' });
  await screen.findByText('known');
  screen.getByRole('grid', { name: 'Keys' }).focus();
  await user.keyboard('{ArrowDown}{ArrowRight}');
  await screen.findByText('… 2 more');
  await user.keyboard('{ArrowDown}{ArrowDown}{Enter}');
  await waitFor(() => expect(window.location.hash).toContain('view=flat'));
  expect(screen.getByRole<HTMLInputElement>('textbox', { name: 'Name or pattern' }).value).toBe('ev:*');
});

it('says what a prefix holds, going by some of its keys', async () => {
  const { user } = show(walking);
  await user.click(await screen.findByText('ev:', { exact: true }));
  expect(await screen.findByText(/Types, memory and expiry are of 2 keys/)).toBeTruthy();
  await waitFor(() => expect(screen.getAllByText('≈ 300 B')).toHaveLength(2));
  expect(screen.getByText('none expires')).toBeTruthy();
});

it('opens a key by its name where the keys may not be listed', async () => {
  const problem = { code: 'denied', message: 'This user may not run SCAN.' };
  const { user } = show({ ...walking, state: 'stopped', found: 0, problem });
  await user.type(await screen.findByRole('textbox', { name: 'Name of a key' }), 'known{Enter}');
  await waitFor(() => expect(window.location.hash).toContain('key=known'));
});

it('says whose a prefix is, in the list and beside it, and a person knows better', async () => {
  const { user } = show({ ...walking, state: 'finished' });
  const openMenu = async (name: string) => {
    (await screen.findByRole('button', { name })).focus();
    await user.keyboard('{Enter}');
  };
  const row = await screen.findByRole('row', { name: /BullMQ\?/ });
  await user.click(screen.getByText('ev:', { exact: true }));
  await screen.findByText(/Likely, by ev:a: its name/);
  await openMenu('Choose who writes this: BullMQ?');
  await user.click(await screen.findByRole('menuitem', { name: 'Bull' }));
  expect(await screen.findByText('Bull: as you said')).toBeTruthy();
  await waitFor(() => expect(row.textContent).not.toContain('BullMQ'));
  await openMenu('Choose who writes this: Bull');
  await user.click(await screen.findByRole('menuitem', { name: 'None of these' }));
  await openMenu('Choose who writes this: whose?');
  expect(row.textContent).not.toContain('Bull');
  await user.click(await screen.findByRole('menuitem', { name: 'As it looks' }));
  expect(await screen.findByRole('button', { name: 'Choose who writes this: BullMQ?' })).toBeTruthy();
});
