import { X } from 'lucide-react';
import { useState } from 'react';
import { IconButton } from '../../../ui/button.tsx';
import { Field, Input } from '../../../ui/field.tsx';

const MOST = 8;

interface PickedChannelsProps {
  picked: readonly string[];
  onPicked: (picked: readonly string[]) => void;
}

/** Channels that are measured in the open beside the busiest. */
export function PickedChannels({ picked, onPicked }: PickedChannelsProps) {
  const [name, setName] = useState('');
  const add = () => {
    if (name === '' || picked.includes(name)) return;
    onPicked([...picked, name].slice(-MOST));
    setName('');
  };
  return (
    <div className="flex flex-wrap items-center gap-2">
      <span className="text-muted">The busiest, and</span>
      {picked.map(channel => (
        <span key={channel} className="mono flex items-center rounded-full border border-line pl-2">
          {channel}
          <IconButton
            label={`Leave ${channel} out`}
            className="-my-1"
            onClick={() => onPicked(picked.filter(other => other !== channel))}
          >
            <X size={12} aria-hidden />
          </IconButton>
        </span>
      ))}
      <Field label="Another channel" hideLabel className="w-36">
        <Input
          mono
          value={name}
          placeholder="channel"
          onChange={event => setName(event.target.value)}
          onKeyDown={event => {
            if (event.key === 'Enter') add();
          }}
        />
      </Field>
    </div>
  );
}
