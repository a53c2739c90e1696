import { useState } from 'react';
import type { HeardBy } from '#shared/contract/feeds.ts';
import type { SubscriptionKind } from '#shared/contract/pubsub.ts';
import { notifyPlace } from '#shared/redis/notify-channels.ts';
import { parseBytesText } from '#shared/redis/text.ts';
import { useQueryCall } from '../../../lib/engine.ts';
import { kindOfName, splitNames } from '../../../lib/typed-names.ts';
import { uncounted } from '../../../lib/uncounted.ts';
import { Button } from '../../../ui/button.tsx';
import { CommandLine } from '../../../ui/command-line.tsx';
import { ErrorPanel } from '../../../ui/error-panel.tsx';
import { Checkbox } from '../../../ui/switch.tsx';
import { TextField } from '../../../ui/text-field.tsx';
import { subscribeLines } from './subscription-names.ts';
import { useShardSupport } from './use-shard-support.ts';

const kinds: readonly { kind: SubscriptionKind | null; title: string }[] = [
  { kind: null, title: 'Automatic' },
  { kind: 'channel', title: 'Channel' },
  { kind: 'pattern', title: 'Pattern' },
  { kind: 'shard', title: 'Sharded' },
];

interface SubscribeFormProps {
  connectionId: string;
  onDone: () => void;
}

/** Names of channels, patterns or sharded channels to subscribe to. */
export function SubscribeForm({ connectionId, onDone }: SubscribeFormProps) {
  const [text, setText] = useState('');
  /** Null: patterns are recognised by their signs. */
  const [chosen, setChosen] = useState<SubscriptionKind | null>(null);
  const [isQuiet, setQuiet] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const subscribe = useQueryCall('pubsub.subscribe');
  const { noSubscribe } = useShardSupport(connectionId);
  const names = splitNames(text);
  const kindOf = (name: string) => chosen ?? kindOfName(name);
  const sources = names.map((name): HeardBy => {
    const source = { kind: kindOf(name), name: parseBytesText(name) };
    return isQuiet ? uncounted(source) : source;
  });
  const command = subscribeLines(sources);

  const submit = async () => {
    if (names.length === 0) return setProblem('Enter a channel name or a pattern.');
    if (await subscribe.run({ connectionId, subscriptions: sources })) onDone();
  };

  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={event => {
        event.preventDefault();
        void submit();
      }}
    >
      <TextField
        label="Channel or pattern"
        problem={problem}
        hint="Separate several with spaces. \xNN stands for a byte, \x20 for a space."
        mono
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- the popover was opened to type here
        autoFocus
        value={text}
        placeholder="orders   news.*"
        onValue={next => {
          setText(next);
          setProblem(null);
        }}
      />
      <fieldset className="flex gap-1.5">
        <legend className="sr-only">Read it as</legend>
        {kinds.map(({ kind, title }) => {
          const missing = kind === 'shard' ? noSubscribe : null;
          return (
            <Button
              key={title}
              aria-pressed={chosen === kind}
              disabled={missing !== null}
              title={missing ?? undefined}
              className={chosen === kind ? 'border-accent! text-accent-text!' : ''}
              onClick={() => setChosen(kind)}
            >
              {title}
            </Button>
          );
        })}
      </fieldset>
      {noSubscribe !== null && <p className="text-xs/[18px] text-muted">Sharded: {noSubscribe}</p>}
      {chosen === 'shard' && (
        <p className="text-xs/[18px] text-muted">
          Sharded channels have their own namespace: they receive SPUBLISH only, and * is not a wildcard.
        </p>
      )}
      {names.some(name => notifyPlace(parseBytesText(name)) !== null) && (
        <p className="text-xs/[18px] text-muted">
          Servers send keyspace notifications only if configured to. The Notifications tab does that for you.
        </p>
      )}
      {sources.some(({ kind }) => kind === 'channel') || isQuiet ? (
        <Checkbox
          checked={isQuiet}
          onChecked={setQuiet}
          label="Not counted by PUBSUB NUMSUB"
          hint="Some applications take that count for their number of nodes (socket.io). The escaped name as a pattern is not counted."
        />
      ) : null}
      {command !== '' && <CommandLine text={command} />}
      {subscribe.status.state === 'failed' && (
        <ErrorPanel error={subscribe.status.error} onRetry={() => void submit()} />
      )}
      <Button
        variant="primary"
        type="submit"
        busy={subscribe.status.state === 'running'}
        className="self-end"
      >
        Subscribe
      </Button>
    </form>
  );
}
