import { MoreHorizontal } from 'lucide-react';
import type { Profile } from '#shared/contract/connections.ts';
import { addressText, formatTarget } from '#shared/redis/target-text.ts';
import { useActiveConnection, useSilence, type KnownConnection } from '../../lib/active-connection.ts';
import { copyText } from '../../lib/clipboard.ts';
import { useQueryCall } from '../../lib/engine.ts';
import { goToConnection } from '../../lib/navigation.ts';
import { Button } from '../../ui/button.tsx';
import { ConnectionReason, ConnectionStateText } from '../../ui/connection-state.tsx';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { Menu, MenuItem, MenuSeparator } from '../../ui/menu.tsx';
import { Swatch } from '../../ui/swatch.tsx';
import { Tag } from '../../ui/tag.tsx';
import { useConnectionForm } from './connection-form-store.ts';

interface ConnectionRowProps {
  profile: Profile;
  /** Undefined while it is not open. */
  connection: KnownConnection | undefined;
  isSandbox: boolean;
}

export function ConnectionRow({ profile, connection, isSandbox }: ConnectionRowProps) {
  const silentMs = useSilence(profile.id);
  const isShown = useActiveConnection()?.profile.id === profile.id;
  const { edit, remove } = useConnectionForm();
  const open = useQueryCall('connections.open');
  const close = useQueryCall('connections.close');
  const retry = useQueryCall('connections.retry');
  const { id, name, target, environment } = profile;
  const state = connection?.state;
  const failed = [open, close, retry].map(call => call.status).find(status => status.state === 'failed');
  return (
    <li className="px-3 py-2">
      <div className="flex items-center gap-3">
        <Swatch color={profile.color} round />
        <div className="min-w-0 flex-1">
          <p className="flex min-w-0 items-center gap-2">
            <span className="truncate font-medium">{name}</span>
            {environment !== 'local' && (
              <Tag tone={environment === 'production' ? 'danger' : 'pending'}>{environment}</Tag>
            )}
            {target.tls && (
              <Tag tone={target.tls.verify ? 'plain' : 'pending'}>
                {target.tls.verify ? 'TLS' : 'TLS, not verified'}
              </Tag>
            )}
            {isSandbox && <Tag tone="accent">sandbox</Tag>}
          </p>
          <p className="flex min-w-0 items-center gap-2 text-xs/[18px] text-muted">
            <span className="mono truncate">{addressText(target.address)}</span>
            {state && (
              <span className="min-w-0 truncate" title={'reason' in state ? state.reason : undefined}>
                <ConnectionStateText state={state} silentMs={silentMs} /> <ConnectionReason state={state} />
              </span>
            )}
          </p>
        </div>
        {!connection && (
          <Button
            busy={open.status.state === 'running'}
            onClick={() => {
              goToConnection(id);
              void open.run({ id });
            }}
          >
            Connect
          </Button>
        )}
        {(state?.state === 'lost' || state?.state === 'failed') && (
          <Button busy={retry.status.state === 'running'} onClick={() => void retry.run({ id })}>
            Retry now
          </Button>
        )}
        {connection && !isShown && <Button onClick={() => goToConnection(id)}>Show</Button>}
        {isShown && <span className="text-xs/[18px] text-muted">shown</span>}
        <Menu
          align="end"
          trigger={
            <button
              type="button"
              aria-label={`More for ${name}`}
              className="flex size-7 items-center justify-center rounded-md text-muted hover:bg-hover hover:text-text"
            >
              <MoreHorizontal size={16} aria-hidden />
            </button>
          }
        >
          {connection && <MenuItem onSelect={() => void close.run({ id })}>Disconnect</MenuItem>}
          <MenuItem onSelect={() => void copyText(formatTarget(target))}>
            Copy the URL, without password
          </MenuItem>
          {!isSandbox && (
            <>
              <MenuItem onSelect={() => edit(profile)}>Edit…</MenuItem>
              <MenuSeparator />
              <MenuItem danger onSelect={() => remove(profile)}>
                Remove…
              </MenuItem>
            </>
          )}
        </Menu>
      </div>
      {failed?.state === 'failed' && (
        <div className="pt-2">
          <ErrorPanel error={failed.error} onRetry={failed.again} />
        </div>
      )}
    </li>
  );
}
