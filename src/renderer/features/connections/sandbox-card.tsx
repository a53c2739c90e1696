import { FlaskConical, LoaderCircle } from 'lucide-react';
import type { ConnectionsOverview } from '#shared/contract/connections.ts';
import { useQueryCall } from '../../lib/engine.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorPanel } from '../../ui/error-panel.tsx';

/** The disposable server: that it runs and why, with its Stop; or a way to start it. */
export function SandboxCard({ sandbox, firstRun }: Pick<ConnectionsOverview, 'sandbox' | 'firstRun'>) {
  const start = useQueryCall('connections.startSandbox');
  const stop = useQueryCall('connections.stopSandbox');
  const failed = [start.status, stop.status].find(status => status.state === 'failed');
  const isRunning = sandbox.state === 'running';
  const isBusy = sandbox.state === 'starting' || start.status.state === 'running';
  return (
    <section
      aria-label="Sandbox server"
      className="flex flex-col gap-2 rounded-md border border-line bg-surface px-3 py-2.5"
    >
      <div className="flex items-center gap-3">
        <FlaskConical size={17} aria-hidden className={isRunning ? 'text-accent-text' : 'text-muted'} />
        <div className="min-w-0 flex-1">
          {isRunning ? (
            <>
              <p className="font-medium">
                {firstRun === 'sandbox'
                  ? 'No server was found here, so a sandbox server was started.'
                  : 'The sandbox server is running.'}
              </p>
              <p className="truncate text-xs/[18px] text-muted">
                <span className="mono">{sandbox.url}</span> · {sandbox.how}. Nothing in it is kept: it ends
                with Millrace.
              </p>
            </>
          ) : (
            <>
              <p className="font-medium">Sandbox server</p>
              <p className="text-xs/[18px] text-muted">
                An empty Redis server to try things on. Its data is lost when Millrace closes.
              </p>
            </>
          )}
        </div>
        {isRunning ? (
          <Button
            variant="danger"
            busy={stop.status.state === 'running'}
            onClick={() => void stop.run(undefined)}
          >
            Stop
          </Button>
        ) : (
          <Button
            busy={isBusy}
            icon={isBusy ? <LoaderCircle size={14} aria-hidden className="animate-spin" /> : undefined}
            onClick={() => void start.run(undefined)}
          >
            {isBusy ? 'Starting…' : 'Start'}
          </Button>
        )}
      </div>
      {sandbox.state === 'failed' && (
        <ErrorPanel
          what="The sandbox server did not start."
          error={{ message: sandbox.reason }}
          onRetry={() => start.run(undefined)}
        />
      )}
      {failed?.state === 'failed' && <ErrorPanel error={failed.error} onRetry={failed.again} />}
    </section>
  );
}
