import { Ellipsis } from 'lucide-react';
import { useState } from 'react';
import type { PubSubSession, SubscriptionSet } from '#shared/contract/pubsub.ts';
import { useQueryCall } from '../../../lib/engine.ts';
import { countOf } from '../../../lib/format/numbers.ts';
import { useSettings } from '../../../lib/settings.ts';
import { Button, IconButton } from '../../../ui/button.tsx';
import { ErrorPanel } from '../../../ui/error-panel.tsx';
import { TextField } from '../../../ui/text-field.tsx';
import { Menu, MenuItem, MenuSeparator } from '../../../ui/menu.tsx';
import { NotifySettingChange } from './notify-setting-change.tsx';
import { setOf, withSet } from './subscription-set.ts';
import { useProductionCheck } from './use-production-check.tsx';
import { useOpenSet } from './use-open-set.ts';

interface SubscriptionSetsProps {
  connectionId: string;
  session: PubSubSession;
  onDone: () => void;
}

/** Subscriptions saved under a name, to be opened together. */
export function SubscriptionSets({ connectionId, session, onDone }: SubscriptionSetsProps) {
  const { subscriptionSets: sets } = useSettings();
  const update = useQueryCall('app.updateSettings');
  const [renamed, setRenamed] = useState<string | null>(null);
  const { busy, question, error, again, open, cancel } = useOpenSet(connectionId, session, onDone);
  const production = useProductionCheck();
  const save = (subscriptionSets: SubscriptionSet[]) => void update.run({ subscriptionSets });
  const without = (name: string) => sets.filter(set => set.name !== name);

  return (
    <div className="flex flex-col gap-2.5">
      {sets.length === 0 && (
        <p className="text-muted">
          Channels, patterns, sharded channels and notifications that belong together: save what is subscribed
          now, and open it again on any connection.
        </p>
      )}
      {sets.length > 0 && (
        <ul aria-label="Saved sets" className="flex max-h-60 flex-col overflow-y-auto">
          {sets.map(set => (
            <li key={set.name} className="flex min-h-8 items-center gap-1.5">
              {renamed === set.name ? (
                <NameForm
                  label={`New name of ${set.name}`}
                  act="Rename"
                  initial={set.name}
                  taken={without(set.name).map(({ name }) => name)}
                  onName={name => {
                    save(withSet(without(set.name), { ...set, name }));
                    setRenamed(null);
                  }}
                />
              ) : (
                <>
                  <span className="min-w-0 flex-1 truncate" title={namesOf(set)}>
                    {set.name}{' '}
                    <span className="text-muted">{countOf(set.subscriptions.length, 'subscription')}</span>
                  </span>
                  <Button
                    aria-label={`Open ${set.name}`}
                    busy={busy === set.name}
                    onClick={() => void open(set, 'add')}
                  >
                    Open
                  </Button>
                  <Menu
                    align="end"
                    trigger={
                      <IconButton label={`More for ${set.name}`}>
                        <Ellipsis size={15} aria-hidden />
                      </IconButton>
                    }
                  >
                    <MenuItem onSelect={() => void open(set, 'replace')}>
                      Open in place of the current subscriptions
                    </MenuItem>
                    <MenuItem
                      disabled={session.subscriptions.length === 0}
                      onSelect={() => save(withSet(sets, setOf(set.name, session.subscriptions)))}
                    >
                      Replace with the current subscriptions
                    </MenuItem>
                    <MenuItem onSelect={() => setRenamed(set.name)}>Rename</MenuItem>
                    <MenuSeparator />
                    <MenuItem danger onSelect={() => save(without(set.name))}>
                      Delete
                    </MenuItem>
                  </Menu>
                </>
              )}
            </li>
          ))}
        </ul>
      )}
      {question && (
        <div className="flex flex-col gap-2 border-t border-line pt-2.5">
          <p>{question.set.name} has notifications that the server does not send.</p>
          <NotifySettingChange now={question.now} needed={question.needed} />
          {production.field}
          <div className="flex justify-end gap-2">
            <Button variant="quiet" onClick={cancel}>
              Cancel
            </Button>
            <Button onClick={() => void open(question.set, question.how, false)}>Open without setting</Button>
            <Button
              variant="primary"
              disabled={!production.passed}
              onClick={() => void open(question.set, question.how, true)}
            >
              Set and open
            </Button>
          </div>
        </div>
      )}
      {error && <ErrorPanel what="Only part of the set could be opened." error={error} onRetry={again} />}
      {update.status.state === 'failed' && (
        <ErrorPanel what="The set was not saved." error={update.status.error} onRetry={update.status.again} />
      )}
      {session.subscriptions.length > 0 && (
        <div className="border-t border-line pt-2.5">
          <NameForm
            label={`Save the ${countOf(session.subscriptions.length, 'current subscription')} as`}
            act="Save"
            initial=""
            taken={sets.map(({ name }) => name)}
            onName={name => save(withSet(sets, setOf(name, session.subscriptions)))}
          />
        </div>
      )}
    </div>
  );
}

interface NameFormProps {
  label: string;
  act: string;
  initial: string;
  taken: readonly string[];
  onName: (name: string) => void;
}

function NameForm({ label, act, initial, taken, onName }: NameFormProps) {
  const [name, setName] = useState(initial);
  const [problem, setProblem] = useState<string | null>(null);
  return (
    <form
      className="flex min-w-0 flex-1 items-end gap-2"
      onSubmit={event => {
        event.preventDefault();
        const wanted = name.trim();
        if (wanted === '') return setProblem('Enter a name.');
        if (wanted.length > 100) return setProblem('A name has at most 100 characters.');
        if (taken.includes(wanted)) return setProblem(`A set named ${wanted} already exists.`);
        onName(wanted);
        setName('');
      }}
    >
      <TextField
        label={label}
        problem={problem}
        className="flex-1"
        value={name}
        placeholder="a name"
        onValue={next => {
          setName(next);
          setProblem(null);
        }}
      />
      <Button type="submit">{act}</Button>
    </form>
  );
}

function namesOf({ subscriptions }: SubscriptionSet): string {
  return subscriptions.map(({ kind, name }) => `${kind} ${name}`).join('\n');
}
