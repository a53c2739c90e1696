import { Trash2 } from 'lucide-react';
import { useState } from 'react';
import { IconButton } from '../../ui/button.tsx';
import { RemoveDialog } from './remove-dialog.tsx';

interface RemoveButtonProps {
  id: string;
  name: string;
  onRemoved: () => void;
}

/** Removes a file of one's own, after a question. */
export function RemoveButton({ id, name, onRemoved }: RemoveButtonProps) {
  const [isAsking, setIsAsking] = useState(false);
  return (
    <>
      <IconButton label={`Remove ${name}`} onClick={() => setIsAsking(true)}>
        <Trash2 size={14} aria-hidden />
      </IconButton>
      <RemoveDialog
        id={id}
        name={name}
        open={isAsking}
        onClose={() => setIsAsking(false)}
        onRemoved={onRemoved}
      />
    </>
  );
}
