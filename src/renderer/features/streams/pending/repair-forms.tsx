import { useState, type ReactNode } from 'react';
import { Field, Input } from '../../../ui/field.tsx';
import { TextField } from '../../../ui/text-field.tsx';
import { Select } from '../../../ui/select.tsx';
import { Checkbox } from '../../../ui/switch.tsx';
import type { RepairDraft, RepairKind } from './repair-draft.ts';

interface RepairFormProps {
  kind: RepairKind;
  draft: RepairDraft;
  onDraft: (part: Partial<RepairDraft>) => void;
  /** Names of the group's consumers, to choose from. */
  consumers: readonly string[];
}

/** What a repair has to be told. */
export function RepairForm(props: RepairFormProps) {
  const { kind, draft, onDraft } = props;
  switch (kind) {
    case 'claim':
      return <ClaimFields {...props} />;
    case 'auto-claim':
      return (
        <>
          <ConsumerField {...props} />
          <MinIdleField {...props} />
          <TextField label="Entries per step" mono value={draft.step} onValue={step => onDraft({ step })} />
          <JustIdBox {...props} />
        </>
      );
    case 'dead-letter':
      return (
        <>
          <TextField
            label="To stream"
            hint="Created if it does not exist."
            mono
            value={draft.target}
            onValue={target => onDraft({ target })}
          />
          <TextField
            label="Reason"
            hint="Kept with each entry, beside where it came from."
            value={draft.reason}
            placeholder="cannot be parsed"
            onValue={reason => onDraft({ reason })}
          />
        </>
      );
    case 'ack-delete':
      return (
        <Field
          label="References in other groups"
          hint="KEEPREF leaves them, DELREF removes them, ACKED waits for all; 8.2+."
        >
          <Select
            value={draft.references}
            onValue={references => onDraft({ references })}
            options={[
              { value: '', label: 'the server’s policy' },
              { value: 'KEEPREF', label: 'KEEPREF' },
              { value: 'DELREF', label: 'DELREF' },
              { value: 'ACKED', label: 'ACKED' },
            ]}
          />
        </Field>
      );
    case 'release':
      return (
        <Field label="Delivery count">
          <Select
            value={draft.mode}
            onValue={mode => onDraft({ mode })}
            options={[
              { value: 'FAIL', label: 'stays (FAIL)' },
              { value: 'SILENT', label: 'one less (SILENT)' },
              { value: 'FATAL', label: 'the maximum: cannot be processed (FATAL)' },
            ]}
          />
        </Field>
      );
    case 'ack':
      return null;
  }
}

function ClaimFields(props: RepairFormProps) {
  const { draft, onDraft } = props;
  return (
    <>
      <ConsumerField {...props} />
      <MinIdleField {...props} />
      <More label="More of XCLAIM">
        <TextField
          label="Idle becomes"
          hint="Leave empty for 0, as if just delivered."
          mono
          value={draft.idle}
          placeholder="0"
          onValue={idle => onDraft({ idle })}
        />
        <TextField
          label="Delivery count becomes"
          hint="Leave empty for one more, or the same with JUSTID."
          mono
          value={draft.retryCount}
          placeholder="+1"
          onValue={retryCount => onDraft({ retryCount })}
        />
        <JustIdBox {...props} />
        <Checkbox
          checked={draft.force}
          onChecked={force => onDraft({ force })}
          label="Also entries that are no longer pending (FORCE)"
        />
      </More>
    </>
  );
}

function ConsumerField({ draft, onDraft, consumers }: RepairFormProps) {
  return (
    <Field label="Give to" hint="One of the group, or a new name.">
      <Input
        mono
        list="pending-consumers"
        value={draft.consumer}
        placeholder={consumers[0] ?? 'bob'}
        onChange={event => onDraft({ consumer: event.target.value })}
      />
      <datalist id="pending-consumers">
        {consumers.map(name => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </datalist>
    </Field>
  );
}

function MinIdleField({ draft, onDraft }: RepairFormProps) {
  return (
    <TextField
      label="Only if idle for"
      hint="Checked again by Redis: 45 s, 2 m, 500 ms."
      mono
      value={draft.minIdle}
      onValue={minIdle => onDraft({ minIdle })}
    />
  );
}

function JustIdBox({ draft, onDraft }: RepairFormProps) {
  return (
    <Checkbox
      checked={draft.justId}
      onChecked={justId => onDraft({ justId })}
      label="Leave the delivery count as it is (JUSTID)"
    />
  );
}

function More({ label, children }: { label: string; children: ReactNode }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button
        type="button"
        aria-expanded={open}
        className="self-start text-muted underline underline-offset-2 hover:text-text"
        onClick={() => setOpen(!open)}
      >
        {open ? 'Less' : label}
      </button>
      {open && children}
    </>
  );
}
