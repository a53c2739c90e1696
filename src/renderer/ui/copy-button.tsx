import { Check, Copy, CircleAlert } from 'lucide-react';
import { useEffect, useState } from 'react';
import { copyText } from '../lib/clipboard.ts';
import { Button, IconButton } from './button.tsx';

const SHOWN_MS = 1_500;

interface CopyButtonProps {
  /** Text, or what makes it when it is wanted (large payloads). */
  text: string | (() => string);
  /** What is copied: "Copy the command". */
  label: string;
  /** Shown as a button with words instead of an icon. */
  title?: string;
}

/** Copies, and says on the spot whether it did. */
export function CopyButton({ text, label, title }: CopyButtonProps) {
  const [result, setResult] = useState<'copied' | 'refused' | null>(null);
  useEffect(() => {
    if (result === null) return;
    const timer = setTimeout(() => setResult(null), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [result]);

  const copy = () => {
    copyText(typeof text === 'string' ? text : text()).then(
      () => setResult('copied'),
      () => setResult('refused'),
    );
  };
  const icon =
    result === 'copied' ? (
      <Check size={14} aria-hidden className="text-ok" />
    ) : result === 'refused' ? (
      <CircleAlert size={14} aria-hidden className="text-danger" />
    ) : (
      <Copy size={14} aria-hidden />
    );
  const said = result === 'copied' ? 'Copied' : result === 'refused' ? 'Copying was not allowed' : null;
  return (
    <>
      {title === undefined ? (
        <IconButton label={said ?? label} onClick={copy}>
          {icon}
        </IconButton>
      ) : (
        <Button icon={icon} title={label} onClick={copy}>
          {said ?? title}
        </Button>
      )}
      <span role="status" className="sr-only">
        {said}
      </span>
    </>
  );
}
