import { screen, waitFor } from '@testing-library/react';
import { Profiler, type ReactNode } from 'react';
import { expect, it } from 'vitest';
import type { ConnectionsOverview } from '#shared/contract/connections.ts';
import { renderPage, setUpPage } from '../../../test/support/page.tsx';
import { useActiveConnection, useConnections, useHealth, useSilence } from './active-connection.ts';

setUpPage('#/overview');

const overviewOf = (rttMs: number, name = 'local', silentMs: number | null = null) =>
  ({
    profiles: [{ id: 'p1', name, target: { db: 0 } }],
    withPassword: [],
    open: [
      {
        profileId: 'p1',
        state: { state: 'ready', since: 1 },
        server: { mode: 'standalone', missing: [] },
        health: { rttMs, silentMs, usedMemoryBytes: 1, maxMemoryBytes: null, opsPerSecond: 1, clients: 1 },
      },
    ],
    sandbox: { state: 'off' },
    firstRun: 'none',
  }) as unknown as ConnectionsOverview;

/** A stream of overviews that the test tells one by one. */
function toldOneByOne() {
  let say: (item: ConnectionsOverview) => void = () => {};
  const next = () => new Promise<ConnectionsOverview>(resolve => (say = resolve));
  async function* items() {
    for (;;) yield await next();
  }
  return { items, tell: (item: ConnectionsOverview) => say(item) };
}

const Active = () => <p>active {useActiveConnection()?.profile.name ?? 'none'}</p>;
const All = () => <p>all {useConnections().item?.profiles.length ?? 0}</p>;
const Silence = () => <p>silence {useSilence('p1') ?? 'none'}</p>;
const Figures = () => <p>round trip {useHealth('p1')?.rttMs ?? 'unknown'}</p>;

it('draws who uses the active connection again for what it is, and not for how it does', async () => {
  const draws = { active: 0, all: 0, silence: 0, figures: 0 };
  const counted = (id: keyof typeof draws, content: ReactNode) => (
    <Profiler key={id} id={id} onRender={() => void draws[id]++}>
      {content}
    </Profiler>
  );
  const { items, tell } = toldOneByOne();
  renderPage(
    [
      counted('active', <Active />),
      counted('all', <All />),
      counted('silence', <Silence />),
      counted('figures', <Figures />),
    ],
    { 'connections.watch': items },
  );
  await waitFor(() => {
    tell(overviewOf(0));
    expect(screen.getByText('active local')).toBeTruthy();
  });
  await screen.findByText('round trip 0');
  const before = { ...draws };
  for (let rttMs = 1; rttMs <= 5; rttMs++) {
    tell(overviewOf(rttMs));
    await screen.findByText(`round trip ${rttMs}`);
  }
  expect(draws.figures).toBe(before.figures + 5);
  expect([draws.active, draws.all, draws.silence]).toEqual([before.active, before.all, before.silence]);

  tell(overviewOf(5, 'local', 3_000));
  await screen.findByText('silence 3000');
  expect([draws.active, draws.all]).toEqual([before.active, before.all]);

  tell(overviewOf(5, 'renamed', 3_000));
  await screen.findByText('active renamed');
  expect([draws.active, draws.all]).toEqual([before.active + 1, before.all + 1]);
});
