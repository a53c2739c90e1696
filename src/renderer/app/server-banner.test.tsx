import { screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import type { ServerFacts } from '#shared/contract/connections.ts';
import { renderPage, setUpPage } from '../../../test/support/page.tsx';
import { ServerBanner } from './server-banner.tsx';

setUpPage();

const address = { kind: 'tcp', host: '127.0.0.1', port: 7000 };

async function textOf(facts: Partial<ServerFacts>): Promise<string> {
  const overview = {
    profiles: [{ id: 'p1', name: 'shop', color: 1, environment: 'local', target: { address } }],
    open: [
      {
        profileId: 'p1',
        state: { state: 'ready', since: 0 },
        server: { cluster: null, replica: null, ...facts },
      },
    ],
  };
  renderPage(<ServerBanner />, { 'connections.watch': () => overview as never });
  return (await screen.findByRole('status')).textContent;
}

it('says that a node of a cluster is not the whole of it, and where the rest is', async () => {
  const cluster = { slots: 5_461, others: ['10.0.0.2:7001', '10.0.0.3:7002'] };
  expect(await textOf({ cluster })).toBe(
    'One node of a cluster: Millrace shows the keys of 127.0.0.1:7000 only, 5,461 of 16,384 slots. The rest is on 10.0.0.2:7001, 10.0.0.3:7002.',
  );
});

it('says so too where the cluster may not be asked', async () => {
  expect(await textOf({ cluster: { slots: null, others: [] } })).toBe(
    'One node of a cluster: Millrace shows the keys of 127.0.0.1:7000 only.',
  );
});

it('says that a replica takes no writes', async () => {
  expect(await textOf({ replica: { of: '10.0.0.1:6379', readOnly: true, since: null } })).toBe(
    '127.0.0.1:7000 is a replica of 10.0.0.1:6379. It refuses writes.',
  );
});

it('says what happened at a fail-over', async () => {
  expect(await textOf({ replica: { of: '10.0.0.1:6379', readOnly: true, since: 1_000 } })).toMatch(
    /^127\.0\.0\.1:7000 was the primary until .+: after a fail-over it is a replica of 10\.0\.0\.1:6379\. It refuses writes\. Connect to the new primary to write\.$/,
  );
});

it('says that a Sentinel has no keys', async () => {
  expect(await textOf({ mode: 'sentinel' })).toMatch(/^127\.0\.0\.1:7000 is a Sentinel: /);
});
