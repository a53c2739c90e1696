import { lazy, Suspense } from 'react';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import type { ConnectionFormProps } from './connection-form.tsx';
import { useConnectionForm } from './connection-form-store.ts';

/** Read when it is first opened, with the schemas that it checks with: no other part of the frame needs them. */
const ConnectionForm = lazy(() =>
  import('./connection-form.tsx').catch(() => ({ default: ConnectionFormMissing })),
);

/** Makes or edits a connection. */
export function ConnectionDialog() {
  const { editing, close } = useConnectionForm();
  return (
    editing && (
      <Suspense fallback={null}>
        <ConnectionForm key={editing.profileId ?? 'new'} {...editing} onClose={close} />
      </Suspense>
    )
  );
}

/** What is there instead of the form where the page could not read it. */
function ConnectionFormMissing({ onClose }: ConnectionFormProps) {
  return (
    <Dialog
      open
      onClose={onClose}
      title="The form could not be loaded"
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" onClick={() => window.location.reload()}>
            Reload the page
          </Button>
        </>
      }
    >
      <p>Millrace has ended, or has been replaced by another version, since this page was opened.</p>
    </Dialog>
  );
}
