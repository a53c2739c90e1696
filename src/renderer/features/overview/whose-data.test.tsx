import { screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { renderPage, setUpPage, type Answers } from '../../../../test/support/page.tsx';
import { WhoseData } from './whose-data.tsx';

setUpPage();

type Found = Awaited<ReturnType<NonNullable<Answers['recognise.server']>>>;
const bull = {
  framework: 'BullMQ',
  certainty: 'certain',
  what: 'the queue paint',
  evidence: 'bull:paint:meta',
  keys: 2,
  key: 'bull:paint:1',
};

it.each([
  [[bull], 12, 'going by 12 keys'],
  [[], 12, 'no framework that Millrace knows, going by 12 keys'],
  [[], 0, 'nobody yet: there is no key'],
])('has its line before it is known who writes, and keeps it: %j', async (frameworks, looked, said) => {
  const found = Promise.withResolvers<Found>();
  renderPage(<WhoseData connectionId="here" />, { 'recognise.server': () => found.promise });
  const line = screen.getByRole('region', { name: 'Whose data this is' });
  expect(line.textContent).toContain('looking at some keys');
  found.resolve({ frameworks, looked } as Found);
  await screen.findByText(said);
  expect(screen.getByRole('region', { name: 'Whose data this is' })).toBe(line);
});
