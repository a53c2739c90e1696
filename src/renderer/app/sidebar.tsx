import { linkTo, useNavigation } from '../lib/navigation.ts';
import { cx } from '../lib/class-names.ts';
import { screens, type Screen } from './screens.ts';

/** The way to every screen; icons alone where the window is narrow. */
export function Sidebar() {
  return (
    <nav
      aria-label="Screens"
      className="flex w-[188px] min-h-0 flex-col gap-0.5 overflow-y-auto border-r border-line bg-surface p-2 max-[1100px]:w-[46px]"
    >
      {screens.filter(screen => screen.place === 'top').map(toEntry)}
      <div className="flex-1" />
      {screens.filter(screen => screen.place === 'bottom').map(toEntry)}
    </nav>
  );
}

function toEntry(screen: Screen) {
  return <SidebarEntry key={screen.id} screen={screen} />;
}

function SidebarEntry({ screen }: { screen: Screen }) {
  const isCurrent = useNavigation(({ place }) => place.screen === screen.id);
  // Where a screen was left is in the link: it changes with every place.
  useNavigation(({ place }) => place);
  const { icon: Icon, figure: Figure } = screen;
  return (
    <a
      // From inside a screen it leads to all of it: out of a stream to the list.
      href={isCurrent ? linkTo(screen.id, {}) : linkTo(screen.id)}
      aria-current={isCurrent ? 'page' : undefined}
      title={screen.title}
      className={cx(
        'flex h-[30px] flex-none items-center gap-2.5 rounded-md px-[7px]',
        isCurrent ? 'bg-accent-bg font-medium text-accent-text' : 'text-muted hover:bg-hover hover:text-text',
      )}
    >
      <Icon size={16} strokeWidth={1.7} aria-hidden className="shrink-0" />
      <span className="flex-1 truncate max-[1100px]:sr-only">{screen.title}</span>
      {Figure && (
        <span className={cx('font-mono text-[11px]/4 max-[1100px]:hidden', !isCurrent && 'text-muted')}>
          <Figure />
        </span>
      )}
    </a>
  );
}
