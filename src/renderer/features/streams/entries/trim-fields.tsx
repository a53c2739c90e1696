import { parseStreamId } from '#shared/redis/stream-id.ts';
import { Field } from '../../../ui/field.tsx';
import { TextField } from '../../../ui/text-field.tsx';
import { Select } from '../../../ui/select.tsx';
import { Checkbox } from '../../../ui/switch.tsx';

/** A trimming as it is typed. */
export interface TypedTrim {
  strategy: 'none' | 'MAXLEN' | 'MINID';
  threshold: string;
  exact: boolean;
  limit: string;
  references: '' | 'KEEPREF' | 'DELREF' | 'ACKED';
}

export const noTrim: TypedTrim = { strategy: 'none', threshold: '', exact: false, limit: '', references: '' };

interface Trimming {
  strategy: 'MAXLEN' | 'MINID';
  threshold: string;
  exact: boolean;
  limit: number | null;
  references: 'KEEPREF' | 'DELREF' | 'ACKED' | null;
}

/** What was typed, or in words what is wrong with it. */
export function trimmingOf({
  strategy,
  threshold,
  exact,
  limit,
  references,
}: TypedTrim): Trimming | null | string {
  if (strategy === 'none') return null;
  const text = threshold.trim();
  if (strategy === 'MAXLEN' && !/^\d{1,18}$/.test(text)) return 'MAXLEN is the number of entries to keep.';
  if (strategy === 'MINID') {
    try {
      parseStreamId(text);
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }
  if (!exact && limit.trim() !== '' && !/^\d{1,15}$/.test(limit.trim()))
    return 'LIMIT is a number of entries.';
  return {
    strategy,
    threshold: text,
    exact,
    limit: exact || limit.trim() === '' ? null : Number(limit),
    references: references === '' ? null : references,
  };
}

const strategies = [
  { value: 'none', label: 'no trimming' },
  { value: 'MAXLEN', label: 'MAXLEN' },
  { value: 'MINID', label: 'MINID' },
] as const;

const policies = [
  { value: '', label: 'the server’s policy' },
  { value: 'KEEPREF', label: 'KEEPREF' },
  { value: 'DELREF', label: 'DELREF' },
  { value: 'ACKED', label: 'ACKED' },
] as const;

interface TrimFieldsProps {
  trim: TypedTrim;
  onTrim: (trim: TypedTrim) => void;
  /** Trimming may be left out. */
  offered?: boolean;
}

/** How a stream is trimmed: XTRIM's options. */
export function TrimFields({ trim, onTrim, offered = false }: TrimFieldsProps) {
  const set = (part: Partial<TypedTrim>) => onTrim({ ...trim, ...part });
  return (
    <div className="flex flex-col gap-2">
      <div className="flex flex-wrap items-start gap-2">
        <Field label="Trim by" className="w-36">
          <Select
            value={trim.strategy}
            onValue={strategy => set({ strategy })}
            options={offered ? strategies : strategies.slice(1)}
          />
        </Field>
        {trim.strategy !== 'none' && (
          <>
            <TextField
              label={trim.strategy === 'MAXLEN' ? 'Entries to keep' : 'Smallest id to keep'}
              className="w-52"
              mono
              value={trim.threshold}
              onValue={threshold => set({ threshold })}
            />
            {!trim.exact && (
              <TextField
                label="LIMIT"
                className="w-24"
                mono
                value={trim.limit}
                onValue={limit => set({ limit })}
              />
            )}
            <Field label="References in groups" className="w-44">
              <Select
                value={trim.references}
                onValue={references => set({ references })}
                options={policies}
              />
            </Field>
          </>
        )}
      </div>
      {trim.strategy !== 'none' && (
        <Checkbox
          checked={trim.exact}
          onChecked={exact => set({ exact })}
          label="Exactly (=)"
          hint="Otherwise whole nodes only (~): cheaper, but a few extra entries stay."
        />
      )}
    </div>
  );
}
