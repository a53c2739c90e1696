import { FolderOpen } from 'lucide-react';
import { useRef } from 'react';
import { Button, type ButtonProps } from '../../../ui/button.tsx';

interface ChooseFileProps extends Pick<ButtonProps, 'variant'> {
  title: string;
  onFile: (file: File) => void;
}

/** A button that asks for a file of this computer. */
export function ChooseFile({ title, onFile, variant = 'plain' }: ChooseFileProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        hidden
        aria-label="File to publish"
        onChange={event => {
          const file = event.target.files?.[0];
          // The same file can be chosen again, changed meanwhile.
          event.target.value = '';
          if (file) onFile(file);
        }}
      />
      <Button
        variant={variant}
        icon={<FolderOpen size={13} aria-hidden />}
        onClick={() => input.current?.click()}
      >
        {title}
      </Button>
    </>
  );
}
