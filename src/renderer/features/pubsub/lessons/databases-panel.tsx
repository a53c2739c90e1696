import { useState } from 'react';
import { useQueryCall } from '../../../lib/engine.ts';
import { formatCount } from '../../../lib/format/numbers.ts';
import { Button } from '../../../ui/button.tsx';
import { ErrorPanel } from '../../../ui/error-panel.tsx';
import { TextField } from '../../../ui/text-field.tsx';
import { StepList } from './step-list.tsx';

const DATABASE = /^\d{1,6}$/;

/** Channels belong to no database. */
export function DatabasesPanel({ connectionId }: { connectionId: string }) {
  const [subscribeIn, setSubscribeIn] = useState('1');
  const [publishIn, setPublishIn] = useState('10');
  const attempt = useQueryCall('lessons.databases');
  const areNumbers = DATABASE.test(subscribeIn) && DATABASE.test(publishIn);
  const { status } = attempt;
  return (
    <form
      className="flex flex-col gap-3 pt-3"
      onSubmit={event => {
        event.preventDefault();
        if (!areNumbers) return;
        void attempt.run({
          connectionId,
          subscribeIn: Number(subscribeIn),
          publishIn: Number(publishIn),
        });
      }}
    >
      <p>
        Keys live in a database; channels do not. A message published in one database reaches subscribers in
        every other. Only keyspace notifications name a database, in their channel.
      </p>
      <div className="flex items-end gap-2">
        <TextField
          label="Subscribe in database"
          className="w-36"
          mono
          inputMode="numeric"
          value={subscribeIn}
          onValue={setSubscribeIn}
        />
        <TextField
          label="Publish in database"
          className="w-36"
          mono
          inputMode="numeric"
          value={publishIn}
          onValue={setPublishIn}
        />
        <Button variant="primary" type="submit" disabled={!areNumbers} busy={status.state === 'running'}>
          Try it
        </Button>
      </div>
      {!areNumbers && <ErrorPanel onRetry={null} error={{ message: 'A database is a number from 0.' }} />}
      {status.state === 'failed' && (
        <ErrorPanel what="It could not be tried." error={status.error} onRetry={status.again} />
      )}
      {status.state === 'done' && (
        <>
          <StepList label="Steps" steps={status.output.steps} />
          <p role="status" className={status.output.arrived === true ? 'text-ok' : 'text-pending'}>
            {conclusion(status.output)}
          </p>
        </>
      )}
    </form>
  );
}

function conclusion({ arrived, databases }: { arrived: boolean | null; databases: number | null }): string {
  if (arrived === true) return 'It arrived: the database made no difference.';
  if (arrived === false) return 'It did not arrive within 2 s.';
  if (databases === null) return 'The server refused a step, so nothing was published.';
  return `The server refused a step, and nothing was published. It has ${formatCount(databases)} databases: choose from 0 to ${formatCount(databases - 1)}.`;
}
