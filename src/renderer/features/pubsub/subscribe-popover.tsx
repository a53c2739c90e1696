import { Plus } from 'lucide-react';
import { useState } from 'react';
import type { SubscriptionKind } from '#shared/contract/pubsub.ts';
import { commandText } from '#shared/redis/command-text.ts';
import { parseBytesText } from '#shared/redis/text.ts';
import { useAction } from '../../lib/actions.ts';
import { useQueryCall } from '../../lib/engine.ts';
import { Button } from '../../ui/button.tsx';
import { CommandLine } from '../../ui/command-line.tsx';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { Field, Input } from '../../ui/field.tsx';
import { Popover } from '../../ui/popover.tsx';
import { kindOfName, splitNames } from './subscription-names.ts';

/** Subscribes to one or several channels or patterns. */
export function SubscribePopover({ connectionId }: { connectionId: string }) {
  const [open, setOpen] = useState(false);
  useAction({
    id: 'pubsub.subscribe',
    title: 'Subscribe to a channel or pattern…',
    group: 'Pub/Sub',
    shortcut: 'S',
    run: () => setOpen(true),
  });
  return (
    <Popover
      open={open}
      onOpen={setOpen}
      title="Subscribe"
      trigger={
        <Button look="quiet" icon={<Plus size={14} aria-hidden />}>
          Subscribe
        </Button>
      }
    >
      {open && <SubscribeForm connectionId={connectionId} onDone={() => setOpen(false)} />}
    </Popover>
  );
}

function SubscribeForm({ connectionId, onDone }: { connectionId: string; onDone: () => void }) {
  const [text, setText] = useState('');
  /** Null: patterns are recognised by their signs. */
  const [chosen, setChosen] = useState<SubscriptionKind | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const subscribe = useQueryCall('pubsub.subscribe');
  const names = splitNames(text);
  const kindOf = (name: string) => chosen ?? kindOfName(name);
  const command = names.map(name =>
    commandText([kindOf(name) === 'pattern' ? 'PSUBSCRIBE' : 'SUBSCRIBE', parseBytesText(name)]),
  );

  const submit = async () => {
    if (names.length === 0) return setProblem('A channel name or a pattern is missing.');
    for (const name of names)
      if (!(await subscribe.run({ connectionId, kind: kindOf(name), name: parseBytesText(name) }))) return;
    onDone();
  };

  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={event => {
        event.preventDefault();
        void submit();
      }}
    >
      <Field
        label="Channel or pattern"
        problem={problem}
        hint="Several with spaces between. \xNN stands for a byte, \x20 for a space."
      >
        <Input
          mono
          // oxlint-disable-next-line jsx-a11y/no-autofocus -- the popover was opened to type here
          autoFocus
          value={text}
          placeholder="orders   news.*"
          onChange={event => {
            setText(event.target.value);
            setProblem(null);
          }}
        />
      </Field>
      <fieldset className="flex gap-1.5">
        <legend className="sr-only">Read it as</legend>
        {(
          [
            [null, 'Automatic'],
            ['channel', 'Channel'],
            ['pattern', 'Pattern'],
          ] as const
        ).map(([kind, title]) => (
          <Button
            key={title}
            aria-pressed={chosen === kind}
            className={chosen === kind ? 'border-accent! text-accent-text!' : ''}
            onClick={() => setChosen(kind)}
          >
            {title}
          </Button>
        ))}
      </fieldset>
      {command.length > 0 && <CommandLine text={command.join('\n')} />}
      {subscribe.status.state === 'failed' && <ErrorPanel error={subscribe.status.error} />}
      <Button look="primary" type="submit" busy={subscribe.status.state === 'running'} className="self-end">
        Subscribe
      </Button>
    </form>
  );
}
