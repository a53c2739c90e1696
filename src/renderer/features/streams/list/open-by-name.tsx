import { useState } from 'react';
import { parseBytesText } from '#shared/redis/text.ts';
import { go } from '../../../lib/navigation.ts';
import { Button } from '../../../ui/button.tsx';
import { TextField } from '../../../ui/text-field.tsx';

/** The way to a stream where the streams cannot be listed. */
export function OpenByName({ onDone }: { onDone?: () => void }) {
  const [name, setName] = useState('');
  return (
    <form
      className="flex items-end gap-2"
      onSubmit={event => {
        event.preventDefault();
        if (name === '') return;
        onDone?.();
        go('streams', { stream: parseBytesText(name) });
      }}
    >
      <TextField label="Name of a stream" mono value={name} onValue={setName} />
      <Button type="submit" disabled={name === ''}>
        Open
      </Button>
    </form>
  );
}
