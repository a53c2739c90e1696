import { screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import type { StreamConsumer, StreamGroup } from '#shared/contract/streams.ts';
import { renderPage, setUpPage } from '../../../../../test/support/page.tsx';
import { GroupCards } from './group-cards.tsx';

setUpPage();

const bytes = (text: string) => new TextEncoder().encode(text);
const group = { name: bytes('g'), lag: 12, pending: 900, oldestPending: null } as unknown as StreamGroup;
const consumer = (index: number): StreamConsumer => ({
  name: bytes(`worker-${index}`),
  pending: index + 1,
  idleMs: index,
  inactiveMs: 0,
});

it('shows three hundred consumers as a bar of few parts: the largest, and the others together', () => {
  const consumers = Array.from({ length: 300 }, (_, index) => consumer(index));
  renderPage(
    <GroupCards
      connectionId="p1"
      streamKey={bytes('s')}
      group={group}
      trend={undefined}
      consumers={consumers}
      longestIdleMs={null}
    />,
  );
  expect(screen.getByTitle('worker-299: 300 pending')).toBeTruthy();
  const others = screen.getByTitle(/^276 others: [\d,]+ pending$/);
  expect(others.parentElement!.children).toHaveLength(25);
});
