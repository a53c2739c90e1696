import { useState, type ReactNode } from 'react';
import { useActiveConnection } from '../../../lib/active-connection.ts';
import { TextField } from '../../../ui/text-field.tsx';

interface ProductionCheck {
  /** Nothing stands in the way: it is no production connection, or its name was typed. */
  passed: boolean;
  /** Asks for the name; null where it need not be asked. */
  field: ReactNode;
}

/** On a production connection its name has to be typed before the server is changed. */
export function useProductionCheck(): ProductionCheck {
  const profile = useActiveConnection()?.profile;
  const [typed, setTyped] = useState('');
  if (profile?.environment !== 'production') return { passed: true, field: null };
  return {
    passed: typed === profile.name,
    field: (
      <TextField
        label={`This is production. Type ${profile.name} to change the server`}
        value={typed}
        onValue={setTyped}
      />
    ),
  };
}
