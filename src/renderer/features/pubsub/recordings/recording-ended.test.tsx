import { screen } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import type { RecordingsState } from '#shared/contract/recordings.ts';
import { renderPage, setUpPage } from '../../../../../test/support/page.tsx';
import * as engine from '../../../lib/engine.ts';
import { RecordingEnded } from './recording-ended.tsx';

setUpPage('#/pubsub');

const START = 1_794_838_871_014;
const running: RecordingsState['running'][number] = {
  name: 'monday',
  connectionId: 'c1',
  feedId: 'f',
  startedAt: START,
  messages: 24_000,
  bytes: 1,
  gaps: 0,
  lost: 0,
  problem: null,
};
const file: RecordingsState['files'][number] = {
  name: 'monday',
  path: '/home/ana/recordings/monday.jsonl',
  bytes: 2_048,
  startedAt: START,
  endedAt: START + 60_000,
  messages: 24_000,
  gaps: 0,
  lost: 2,
  problem: null,
};

it('says where a recording is and what it holds, once it has ended, and offers to replay it', async () => {
  let state: RecordingsState = {
    folder: '/home/ana/recordings',
    running: [running],
    files: [],
    problem: null,
  };
  vi.spyOn(engine, 'useStream').mockImplementation(
    (name: string) =>
      ({
        item: name === 'recordings.watch' ? state : { utc: true },
        error: undefined,
        stale: false,
      }) as never,
  );
  const replayed = vi.fn<(name: string) => void>();
  const note = <RecordingEnded connectionId="c1" onReplay={replayed} />;
  const { user, show } = renderPage(note);
  expect(screen.queryByRole('region')).toBeNull();

  state = { ...state, running: [], files: [file] };
  show(<RecordingEnded connectionId="c1" onReplay={replayed} />);
  const said = (await screen.findByRole('region', { name: 'The recording' })).textContent;
  expect(said).toMatch(/^Recorded 24,000 messages \(2.* kB\) from .*14:21:11.014 to .*14:22:11.014/);
  expect(said).toContain('2 messages not recorded, in /home/ana/recordings/monday.jsonl');
  await user.click(screen.getByRole('button', { name: 'Replay… monday' }));
  expect(replayed).toHaveBeenCalledExactlyOnceWith('monday');

  // The next one is begun: the note of the one before is gone.
  state = { ...state, running: [{ ...running, name: 'tuesday' }] };
  show(<RecordingEnded connectionId="c1" onReplay={replayed} />);
  expect(screen.queryByRole('region')).toBeNull();
});

it('says nothing of recordings that ended before, or of other connections', () => {
  vi.spyOn(engine, 'useStream').mockReturnValue({
    item: { folder: '/', running: [{ ...running, connectionId: 'c2' }], files: [file], problem: null },
    error: undefined,
    stale: false,
  });
  renderPage(<RecordingEnded connectionId="c1" onReplay={() => {}} />);
  expect(screen.queryByRole('region')).toBeNull();
});
