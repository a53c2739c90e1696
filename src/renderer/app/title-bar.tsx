import { Search } from 'lucide-react';
import { ConnectionSwitcher } from '../features/connections/connection-switcher.tsx';
import { useActiveConnection } from '../lib/active-connection.ts';
import { cx } from '../lib/class-names.ts';
import { Shortcut } from '../ui/shortcut.tsx';
import { Tag } from '../ui/tag.tsx';
import { useOverlays } from './overlays.ts';

/** Where one is: the connection, what the server said of itself, and the way to everything else. */
export function TitleBar() {
  const active = useActiveConnection();
  const show = useOverlays(overlays => overlays.show);
  const isProduction = active?.profile.environment === 'production';
  return (
    <header
      className={cx(
        'col-span-2 flex min-w-0 items-center gap-3 border-b px-3',
        isProduction ? 'border-danger/60 bg-danger-bg' : 'border-line bg-surface',
      )}
    >
      <span className="flex w-[164px] items-center gap-2 font-semibold tracking-[0.1px] max-[1100px]:w-[34px]">
        <Mark />
        <span className="max-[1100px]:hidden">Millrace</span>
      </span>
      <ConnectionSwitcher />
      {isProduction && <Tag tone="danger">production</Tag>}
      {active?.profile.environment === 'staging' && <Tag tone="pending">staging</Tag>}
      <ServerFactsText />
      <button
        type="button"
        onClick={() => show('palette')}
        className="ml-auto flex h-7 w-[260px] shrink items-center gap-2 rounded-md border border-line bg-bg px-2 text-muted hover:border-control"
      >
        <Search size={14} aria-hidden />
        <span className="flex-1 truncate text-left">Search or run</span>
        <Shortcut keys="Mod+K" />
      </button>
    </header>
  );
}

function ServerFactsText() {
  const active = useActiveConnection();
  const server = active?.open.server;
  if (!active || !server) return null;
  const facts = [
    server.mode,
    `${server.product} ${server.version ?? ''}`.trim(),
    server.role !== null && server.role !== 'master' ? server.role : null,
    server.user !== null && server.user !== 'default' ? `user ${server.user}` : null,
    `db ${active.profile.target.db}`,
    server.missing.length > 0 ? `${server.missing.join(' and ')} not permitted` : null,
  ];
  return (
    <span className="min-w-0 truncate text-muted max-[760px]:hidden">
      {facts.filter(Boolean).join(' · ')}
    </span>
  );
}

function Mark() {
  return (
    <svg
      width="18"
      height="18"
      viewBox="0 0 18 18"
      fill="none"
      stroke="var(--accent)"
      strokeWidth="2"
      strokeLinecap="round"
      aria-hidden
      className="shrink-0"
    >
      <path d="M2 5c2.5-2 4.5 2 7 0s4.5 2 7 0M2 9.5c2.5-2 4.5 2 7 0s4.5 2 7 0M2 14c2.5-2 4.5 2 7 0s4.5 2 7 0" />
    </svg>
  );
}
