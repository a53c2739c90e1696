import { Field, Input, type FieldProps, type InputProps } from './field.tsx';

interface TextFieldProps
  extends Omit<FieldProps, 'children'>, Omit<InputProps, 'className' | 'onChange' | 'children'> {
  value: string;
  onValue: (value: string) => void;
}

/** A labelled text input: the form field that most forms are made of. */
export function TextField({ label, hideLabel, hint, problem, className, onValue, ...input }: TextFieldProps) {
  return (
    <Field {...{ label, hideLabel, hint, problem, className }}>
      <Input {...input} onChange={event => onValue(event.target.value)} />
    </Field>
  );
}
