import { FileWarning, X } from 'lucide-react';
import { useState } from 'react';
import { useStream } from '../lib/engine.ts';
import { IconButton } from '../ui/button.tsx';
import { Banner } from './banner.tsx';

/** Says on every screen that nothing of this run is kept: not what is changed, and not which pipelines run. */
export function KeptBanner() {
  const readOnly = useStream('app.settings', undefined).item?.readOnly ?? null;
  const [dismissed, setDismissed] = useState<string | null>(null);
  if (readOnly === null || readOnly === dismissed) return null;
  return (
    <Banner
      quiet
      icon={<FileWarning size={15} aria-hidden />}
      action={
        <IconButton label="Dismiss" onClick={() => setDismissed(readOnly)}>
          <X size={15} aria-hidden />
        </IconButton>
      }
    >
      Millrace cannot save changes, nor which pipelines run: {readOnly}
    </Banner>
  );
}
