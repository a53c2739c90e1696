import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useConnections } from '../../lib/active-connection.ts';
import { useQueryCall } from '../../lib/engine.ts';
import { goToConnection } from '../../lib/navigation.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { ConnectionFields } from './connection-fields.tsx';
import { draftOf, passwordOf, type FormProblems } from './form-draft.ts';
import { sameServer, type FormState } from './form-state.ts';
import { PasteBox } from './paste-box.tsx';
import { TestResult } from './test-result.tsx';

export interface ConnectionFormProps {
  profileId: string | null;
  initial: FormState;
  onClose: () => void;
}

/** Makes or edits a connection. */
export default function ConnectionForm({ profileId, initial, onClose }: ConnectionFormProps) {
  const [form, setForm] = useState(initial);
  const [checked, setChecked] = useState(false);
  const save = useQueryCall('connections.save');
  const open = useQueryCall('connections.open');
  const test = useQueryCall('connections.test');
  const { item } = useConnections();
  const hasPassword = profileId !== null && item?.withPassword.includes(profileId) === true;

  const fields = useRef<HTMLFormElement>(null);
  const showProblems = () => {
    setChecked(true);
    // After the next drawing, when the fields know what is wrong with them.
    setTimeout(() => fields.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus(), 0);
  };

  const result = draftOf(form);
  const problems: FormProblems = checked && 'problems' in result ? result.problems : {};
  const change = (changes: Partial<FormState>) => {
    setForm(before => ({ ...before, ...changes }));
    test.reset();
    save.reset();
  };
  const id = profileId === null ? {} : { id: profileId };
  const password = passwordOf(form);
  const withPassword = password === undefined ? {} : { password };

  const onTest = () => {
    // A name is not needed to try an address.
    const named = draftOf({ ...form, name: form.name.trim() === '' ? 'test' : form.name });
    if ('problems' in named) return showProblems();
    setChecked(false);
    void test.run({ ...id, draft: named.draft, ...withPassword });
  };
  const onSave = async () => {
    if (!('draft' in result)) return showProblems();
    const saved = await save.run({ ...id, draft: result.draft, ...withPassword });
    if (!saved) return;
    if (profileId === null) {
      await open.run({ id: saved.output.id });
      goToConnection(saved.output.id);
    }
    onClose();
  };

  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title={profileId === null ? 'New connection' : `Edit ${initial.name}`}
      footer={
        <>
          <Button className="mr-auto" busy={test.status.state === 'running'} onClick={onTest}>
            {test.status.state === 'running' ? 'Testing…' : 'Test connection'}
          </Button>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="primary"
            type="submit"
            form="connection-form"
            busy={save.status.state === 'running' || open.status.state === 'running'}
          >
            {profileId === null ? 'Save and connect' : 'Save'}
          </Button>
        </>
      }
    >
      <form
        ref={fields}
        id="connection-form"
        className="flex flex-col gap-4"
        noValidate
        onSubmit={event => {
          event.preventDefault();
          void onSave();
        }}
      >
        <PasteBox form={form} onForm={change} />
        <ConnectionFields
          form={form}
          onChange={change}
          problems={problems}
          passwordOf={!hasPassword ? null : sameServer(form, initial) ? 'this server' : 'another server'}
        />
        {test.status.state === 'done' && (
          <Revealed>
            <TestResult result={test.status.output} />
          </Revealed>
        )}
        {test.status.state === 'failed' && (
          <Revealed>
            <ErrorPanel what="The test did not run." error={test.status.error} onRetry={onTest} />
          </Revealed>
        )}
        {save.status.state === 'failed' && (
          <Revealed>
            <ErrorPanel what="It was not saved." error={save.status.error} onRetry={() => void onSave()} />
          </Revealed>
        )}
      </form>
    </Dialog>
  );
}

/** Scrolls into view what a long form would have below the fold. */
function Revealed({ children }: { children: ReactNode }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // In braces: newer browsers answer with a promise, which is no clean-up.
    box.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  return <div ref={box}>{children}</div>;
}
