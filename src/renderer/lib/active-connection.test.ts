import { expect, it } from 'vitest';
import type { ConnectionsOverview, OpenConnection, Profile } from '#shared/contract/connections.ts';
import { pickActive } from './active-connection.ts';

const profile = (id: string) => ({ id, name: id }) as Profile;
const open = (profileId: string) => ({ profileId }) as OpenConnection;
const overview = (profiles: string[], opened: string[]) =>
  ({ profiles: profiles.map(profile), open: opened.map(open) }) as ConnectionsOverview;

it('is the chosen one while it is open, else the first open one', () => {
  expect(pickActive(overview(['a', 'b'], ['a', 'b']), 'b')?.profile.id).toBe('b');
  expect(pickActive(overview(['a', 'b'], ['a']), 'b')?.profile.id).toBe('a');
});

it('is nothing where nothing is open', () => {
  expect(pickActive(overview(['a'], []), 'a')).toBeNull();
  expect(pickActive(undefined, 'a')).toBeNull();
});
