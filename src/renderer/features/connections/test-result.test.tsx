import { render, screen, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { TestResult } from './test-result.tsx';

it('does not mark stages as passed that there are none of', () => {
  render(
    <TestResult
      result={{
        ok: false,
        stage: 'protocol',
        unused: ['dns', 'tls', 'auth', 'select'],
        message: '127.0.0.1:6380 closed the connection. Does it want TLS?',
        raw: 'Connection is closed.',
      }}
    />,
  );
  const stages = within(screen.getByRole('list', { name: 'Stages of the connection' })).getAllByRole(
    'listitem',
  );
  expect(stages.map(stage => stage.textContent)).toEqual([
    'Inputpassed',
    'Connectpassed',
    'Protocolfailed',
    'Pingnot reached',
  ]);
});
