import { CircleAlert, CircleCheck, CircleDashed, TriangleAlert } from 'lucide-react';
import {
  connectStages,
  type ConnectStage,
  type ConnectionTestResult,
  type ServerFacts,
} from '#shared/contract/connections.ts';
import { formatDuration } from '../../lib/format/durations.ts';
import { cx } from '../../lib/class-names.ts';
import { ErrorPanel } from '../../ui/error-panel.tsx';

const stageNames: Record<ConnectStage, string> = {
  input: 'Input',
  dns: 'Name',
  connect: 'Connect',
  tls: 'TLS',
  protocol: 'Protocol',
  auth: 'Login',
  select: 'Database',
  ping: 'Ping',
};

/** How far a test came, and what stopped it. */
export function TestResult({ result }: { result: ConnectionTestResult }) {
  if (result.ok)
    return (
      <div role="status" className="rounded-md bg-ok-bg px-2.5 py-2">
        <p className="flex items-center gap-2">
          <CircleCheck size={15} aria-hidden className="text-ok" />
          <span>
            Connected: {serverText(result.server)} · {formatDuration(result.rttMs)}
          </span>
        </p>
        {result.warnings.map(warning => (
          <p key={warning} className="mt-1 flex items-start gap-2 text-pending">
            <TriangleAlert size={15} aria-hidden className="mt-[2.5px] shrink-0" />
            {warning}
          </p>
        ))}
      </div>
    );
  return (
    <div className="flex flex-col gap-2">
      <Stages failed={result.stage} unused={result.unused} />
      <ErrorPanel
        onRetry={null}
        error={{ message: result.message, detail: { stage: result.stage, error: result.raw } }}
      />
    </div>
  );
}

const looks = {
  passed: { icon: CircleCheck, tone: 'text-ok' },
  failed: { icon: CircleAlert, tone: 'font-medium text-danger' },
  'not reached': { icon: CircleDashed, tone: 'text-muted' },
} as const;

/** What was not asked for (TLS, a login) has neither passed nor failed, and is left out. */
function Stages({ failed, unused }: { failed: ConnectStage; unused: readonly ConnectStage[] }) {
  const reached = connectStages.indexOf(failed);
  return (
    <ol aria-label="Stages of the connection" className="flex flex-wrap gap-x-3 gap-y-1 text-xs/[18px]">
      {connectStages.map((stage, index) => {
        if (unused.includes(stage) && stage !== failed) return null;
        const said = index < reached ? 'passed' : index === reached ? 'failed' : 'not reached';
        const { icon: Icon, tone } = looks[said];
        return (
          <li key={stage} className={cx('flex items-center gap-1', tone)}>
            <Icon size={13} aria-hidden />
            {stageNames[stage]}
            <span className="sr-only">{said}</span>
          </li>
        );
      })}
    </ol>
  );
}

function serverText({ product, version, mode, role }: ServerFacts): string {
  const name = version === null ? product : `${product} ${version}`;
  return [name, mode, role].filter(part => part !== null).join(', ');
}
