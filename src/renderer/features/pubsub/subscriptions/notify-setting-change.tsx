import { lackingFlags, unionFlags } from '#shared/redis/notify-flags.ts';
import { commandText } from '#shared/redis/command-text.ts';
import { CommandLine } from '../../../ui/command-line.tsx';

const SETTING = 'notify-keyspace-events';

export function setNotifyCommand(flags: string): string {
  return commandText(['CONFIG', 'SET', SETTING, flags]);
}

interface NotifySettingChangeProps {
  /** What the server has. */
  now: string;
  needed: string;
}

/** What the server sends now, what is needed, and what setting it would come to. */
export function NotifySettingChange({ now, needed }: NotifySettingChangeProps) {
  const after = unionFlags(now, needed);
  return (
    <div className="flex flex-col gap-1.5" role="group" aria-label="Setting of the server">
      <dl className="mono grid grid-cols-[64px_1fr] gap-x-2 [&_dt]:font-sans [&_dt]:text-muted">
        <dt>now</dt>
        <dd>{quoted(now)}</dd>
        <dt>needed</dt>
        <dd>
          {quoted(needed)}
          <span className="font-sans text-pending"> {lackingFlags(now, needed)} missing</span>
        </dd>
        <dt>after</dt>
        <dd>{quoted(after)}</dd>
      </dl>
      <CommandLine text={setNotifyCommand(after)} />
      <p className="text-xs/[18px] text-muted">
        This applies to the whole server and all its clients, and each event costs the server CPU time.
        Millrace puts {quoted(now)} back when the last subscription that needs it leaves, unless somebody else
        has changed it by then.
      </p>
    </div>
  );
}

function quoted(flags: string): string {
  return `"${flags}"`;
}
