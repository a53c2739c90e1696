import { useState } from 'react';
import { parseBytesText } from '#shared/redis/text.ts';
import { go } from '../../../lib/navigation.ts';
import { Button } from '../../../ui/button.tsx';
import { TextField } from '../../../ui/text-field.tsx';

/** The way to a key where the keys cannot be listed. */
export function OpenByName() {
  const [name, setName] = useState('');
  return (
    <form
      className="flex items-end gap-2"
      onSubmit={event => {
        event.preventDefault();
        if (name !== '') go('keys', { key: parseBytesText(name) });
      }}
    >
      <TextField label="Name of a key" mono value={name} onValue={setName} />
      <Button type="submit" disabled={name === ''}>
        Open
      </Button>
    </form>
  );
}
