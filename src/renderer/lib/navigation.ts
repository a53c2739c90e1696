import { create } from 'zustand';

interface Navigation {
  /** The id of the screen that is shown. */
  screen: string;
  go: (screen: string) => void;
}

const HASH = /^#\/([a-z-]+)$/;

function screenOfAddress(): string {
  return HASH.exec(window.location.hash)?.[1] ?? 'overview';
}

/** Which screen is shown. It is part of the address (`#/pubsub`), so a reload and the Back button keep it. */
export const useNavigation = create<Navigation>(() => ({
  screen: typeof window === 'undefined' ? 'overview' : screenOfAddress(),
  go: screen => {
    if (window.location.hash === `#/${screen}`) return;
    window.location.hash = `#/${screen}`;
  },
}));

/** Keeps the screen and the address the same. Called once. */
export function followAddress(): void {
  useNavigation.setState({ screen: screenOfAddress() });
  window.addEventListener('hashchange', () => useNavigation.setState({ screen: screenOfAddress() }));
}
