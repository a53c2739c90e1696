import { expect, it, vi } from 'vitest';
import { callsOf, renderPage, setUpPage } from '../../../test/support/page.tsx';
import { seconds, withPageByTheClock } from '../../../test/support/page-at-rest.ts';
import { useEngineQuery } from './engine-query.ts';

setUpPage();
withPageByTheClock();

function Part() {
  useEngineQuery('console.history', { connectionId: 'c' }, { everyMs: 1_000 });
  return null;
}

it('is asked again also after the clock was set back', async () => {
  renderPage(<Part />, { 'console.history': () => [] });
  await seconds(5);
  const asked = callsOf('console.history').length;
  expect(asked).toBeGreaterThanOrEqual(5);
  vi.setSystemTime(Date.now() - 3_600_000);
  await seconds(5);
  expect(callsOf('console.history').length).toBeGreaterThanOrEqual(asked + 4);
});
