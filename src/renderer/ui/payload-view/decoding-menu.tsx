import type { ReactElement } from 'react';
import { decodings, type Decoding } from '#shared/contract/decoding.ts';
import { decodingNames } from '../../lib/decodings.ts';
import { Menu, MenuItem } from '../menu.tsx';

interface DecodingMenuProps {
  /** What the choice is for: "channel", and its name. */
  kind: string;
  name: string;
  /** Null: as it looks like. */
  chosen: Decoding | null;
  onChoose: (as: Decoding | null) => void;
  trigger: ReactElement<Record<string, unknown>>;
}

/** The choice of what payloads are read as. */
export function DecodingMenu({ kind, name, chosen, onChoose, trigger }: DecodingMenuProps) {
  const item = (as: Decoding | null, title: string) => (
    <MenuItem key={title} onSelect={() => onChoose(as)}>
      <span className={chosen === as ? 'font-medium text-accent-text' : undefined}>
        {title}
        {chosen === as && <span className="sr-only">, chosen</span>}
      </span>
    </MenuItem>
  );
  return (
    <Menu trigger={trigger}>
      <p className="max-w-64 truncate px-2 py-1 text-[11px] text-muted">
        {kind} <span className="mono">{name}</span>
      </p>
      {item(null, 'Automatic')}
      {decodings.map(as => item(as, decodingNames[as]))}
    </Menu>
  );
}
