import { TriangleAlert } from 'lucide-react';
import { environments } from '#shared/contract/connections.ts';
import { Field, Input } from '../../ui/field.tsx';
import { Select } from '../../ui/select.tsx';
import { Checkbox, Switch } from '../../ui/switch.tsx';
import { ColorPicker } from './color-picker.tsx';
import type { FormProblems } from './form-draft.ts';
import type { FormState } from './form-state.ts';

const environmentHints: Record<FormState['environment'], string> = {
  local: 'Your own machine: no extra confirmation.',
  staging: 'Shared, but not production.',
  production: 'Tints the title bar; destructive actions ask for its name.',
};

interface ConnectionFieldsProps {
  form: FormState;
  onChange: (changes: Partial<FormState>) => void;
  problems: FormProblems;
  /** Whose password is stored for the profile; null where none is. */
  passwordOf: 'this server' | 'another server' | null;
}

export function ConnectionFields({ form, onChange, problems, passwordOf }: ConnectionFieldsProps) {
  const hasPassword = passwordOf !== null;
  const goesElsewhere = passwordOf === 'another server' && form.password === '' && !form.forgetPassword;
  const text = (
    field:
      | 'name'
      | 'host'
      | 'port'
      | 'path'
      | 'username'
      | 'password'
      | 'db'
      | 'connectSeconds'
      | 'commandSeconds',
  ) => ({
    value: form[field],
    onChange: (event: { target: { value: string } }) => onChange({ [field]: event.target.value }),
  });
  return (
    <>
      <div className="grid grid-cols-[1fr_auto] gap-x-4 gap-y-3">
        <Field label="Name" problem={problems.name}>
          <Input {...text('name')} />
        </Field>
        <ColorPicker value={form.color} onValue={color => onChange({ color })} />
        <Field label="Environment" hint={environmentHints[form.environment]} className="col-span-2">
          <Select
            value={form.environment}
            onValue={environment => onChange({ environment })}
            options={environments.map(value => ({ value, label: value }))}
            className="w-48"
          />
        </Field>
      </div>

      <div className="grid grid-cols-[110px_1fr_110px] gap-x-3 gap-y-3">
        <Field label="Reached by">
          <Select
            value={form.kind}
            onValue={kind => onChange({ kind })}
            options={[
              { value: 'tcp', label: 'TCP' },
              { value: 'socket', label: 'Unix socket' },
            ]}
          />
        </Field>
        {form.kind === 'tcp' ? (
          <>
            <Field label="Host" problem={problems.host}>
              <Input mono {...text('host')} />
            </Field>
            <Field label="Port" problem={problems.port}>
              <Input mono inputMode="numeric" {...text('port')} />
            </Field>
          </>
        ) : (
          <Field label="Socket path" problem={problems.path} className="col-span-2">
            <Input mono placeholder="/run/redis/redis.sock" {...text('path')} />
          </Field>
        )}
      </div>

      <div className="grid grid-cols-[1fr_1fr_110px] gap-x-3 gap-y-3">
        <Field label="User name" hint="Leave empty for the default user.">
          <Input mono {...text('username')} />
        </Field>
        <Field
          label="Password"
          hint={hasPassword ? 'One is stored. Leave empty to keep it.' : 'Not written into the settings.'}
        >
          <Input
            mono
            type="password"
            autoComplete="new-password"
            placeholder={hasPassword ? '••••••••' : ''}
            {...text('password')}
          />
        </Field>
        <Field label="Database" problem={problems.db}>
          <Input mono inputMode="numeric" {...text('db')} />
        </Field>
        {hasPassword && form.password === '' && (
          <div className="col-span-3 flex flex-col gap-1">
            {goesElsewhere && (
              <p role="alert" className="flex items-center gap-1.5 text-xs/[18px] text-pending">
                <TriangleAlert size={13} aria-hidden />
                The stored password was given for another server. Millrace will send it to this one unless you
                type another or delete it.
              </p>
            )}
            <Checkbox
              checked={form.forgetPassword}
              onChecked={forgetPassword => onChange({ forgetPassword })}
              label="Delete the stored password"
            />
          </div>
        )}
      </div>

      {form.kind === 'tcp' && <TlsFields form={form} onChange={onChange} problems={problems} />}

      <div className="grid grid-cols-2 gap-x-3">
        <Field label="Connect time-out, seconds" problem={problems.connectSeconds}>
          <Input mono inputMode="decimal" {...text('connectSeconds')} />
        </Field>
        <Field label="Command time-out, seconds" problem={problems.commandSeconds}>
          <Input mono inputMode="decimal" {...text('commandSeconds')} />
        </Field>
      </div>
    </>
  );
}

const tlsFields = [
  ['ca', 'CA certificate', 'Leave empty to trust the public authorities that Node.js trusts.'],
  ['cert', 'Client certificate', undefined],
  ['key', 'Client key', 'A pasted key is kept where passwords are, and is not shown again.'],
] as const;

function TlsFields({ form, onChange, problems }: Omit<ConnectionFieldsProps, 'passwordOf'>) {
  return (
    <div className="flex flex-col gap-3">
      <Switch
        checked={form.tls}
        onChecked={tls => onChange({ tls })}
        label="TLS"
        hint="Encrypt the connection and verify the server's certificate."
      />
      {form.tls && (
        <div className="ml-[38px] flex flex-col gap-3">
          {tlsFields.map(([field, label, hint]) => (
            <Field key={field} label={label} hint={hint} problem={problems[field]}>
              <PemInput value={form[field]} onValue={value => onChange({ [field]: value })} />
            </Field>
          ))}
          <Field
            label="Server name"
            hint="The name that the certificate must carry. Leave empty to use the host."
          >
            <Input
              mono
              value={form.serverName}
              onChange={event => onChange({ serverName: event.target.value })}
            />
          </Field>
          <Checkbox
            checked={form.verify}
            onChecked={verify => onChange({ verify })}
            label="Verify the server's certificate"
          />
          {!form.verify && (
            <p role="alert" className="flex gap-2 rounded-md bg-pending-bg px-2.5 py-2 text-pending">
              <TriangleAlert size={15} aria-hidden className="mt-[2.5px] shrink-0" />
              Any certificate is accepted: whoever sits between here and the server can read and change the
              traffic, the password included. Add the CA certificate instead where you can.
            </p>
          )}
        </div>
      )}
    </div>
  );
}

/** A path, or a whole PEM text, for which it grows. */
function PemInput({ value, onValue }: { value: string; onValue: (value: string) => void }) {
  return (
    <Input
      mono
      value={value}
      placeholder="path on the engine's machine, or PEM text"
      onChange={event => onValue(event.target.value)}
      onPaste={event => {
        const pasted = event.clipboardData.getData('text/plain');
        // An input would drop the line breaks that a PEM text needs.
        if (!pasted.includes('-----BEGIN')) return;
        event.preventDefault();
        onValue(pasted);
      }}
    />
  );
}
