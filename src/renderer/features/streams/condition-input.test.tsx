import { screen } from '@testing-library/react';
import { useState } from 'react';
import { expect, it, vi } from 'vitest';
import type { Condition } from '#shared/contract/condition.ts';
import { encodeEntry, packEntries } from '#shared/redis/entry-bytes.ts';
import { callsOf, renderPage, setUpPage, type Answers } from '../../../../test/support/page.tsx';
import { ConditionInput } from './condition-input.tsx';

setUpPage('#/streams');

const bytes = (text: string) => new TextEncoder().encode(text);
const answers: Answers = {
  'streams.entries': () => ({
    entries: {
      ...packEntries([
        encodeEntry('1-0', [bytes('temperature'), bytes('21'), bytes('wind speed'), bytes('3')], {
          maxFields: 8,
          maxBytes: 64,
        }),
      ]),
      sizes: Float64Array.of(20),
    },
    complete: true,
  }),
};

function Bar({ language, onApply }: { language: Condition['language']; onApply: (text: string) => void }) {
  const [value, setValue] = useState<Condition>({ language, text: '' });
  return (
    <>
      <ConditionInput
        connectionId="c1"
        streamKey={bytes('orders')}
        label="Payload filter"
        action={{ id: 'test.filter', title: 'Filter' }}
        isPending
        value={value}
        onValue={setValue}
        onApply={() => onApply(value.text)}
        appliesOnLeave
      />
      <button type="button">elsewhere</button>
    </>
  );
}

it('offers the fields of the newest entries, and what is known of pending ones', async () => {
  const applied = vi.fn<(text: string) => void>();
  const { user } = renderPage(<Bar language="cel" onApply={applied} />, answers);
  const field = screen.getByRole<HTMLInputElement>('textbox', { name: 'Payload filter' });
  await user.type(field, 'int(temp');
  await user.click(await screen.findByRole('button', { name: 'event.temperature' }));
  expect(field.value).toBe('int(event.temperature');
  expect(document.activeElement).toBe(field);
  // Going to a name is not leaving the condition.
  expect(applied).not.toHaveBeenCalled();
  await user.type(field, ') > 24 && deliv');
  expect(await screen.findByRole('button', { name: 'meta.deliveries' })).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'elsewhere' }));
  expect(applied).toHaveBeenCalledExactlyOnceWith('int(event.temperature) > 24 && deliv');
  expect(screen.queryByRole('list', { name: 'Fields of the entries' })).toBeNull();
});

it('asks for no fields while plain words are typed', async () => {
  const { user } = renderPage(<Bar language="text" onApply={() => {}} />, answers);
  await user.type(screen.getByRole('textbox', { name: 'Payload filter' }), 'temp');
  expect(screen.queryByRole('list')).toBeNull();
  expect(callsOf('streams.entries')).toEqual([]);
});
