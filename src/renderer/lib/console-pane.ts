import { create } from 'zustand';
import { layoutOf, whenMemoryIsKnown, rememberLayout } from './page-memory.ts';

const REMEMBERED = 'console.open';

interface ConsolePane {
  isOpen: boolean;
  /** The keyboard is in it. */
  hasFocus: boolean;
  /** The keyboard is to go there. */
  wantsFocus: boolean;
  /** Commands that another part of the page has brought, until the console's input has taken them. */
  brought: string | null;
}

/** Whether the console is open under the screen, and what is brought to it. */
export const useConsolePane = create<ConsolePane>(() => ({
  isOpen: false,
  hasFocus: false,
  wantsFocus: false,
  brought: null,
}));

// Before the page is drawn: it begins as it was left.
void whenMemoryIsKnown().then(() => useConsolePane.setState({ isOpen: layoutOf(REMEMBERED) === 'true' }));

export function showConsole(isOpen: boolean): void {
  rememberLayout(REMEMBERED, String(isOpen));
  useConsolePane.setState({ isOpen, wantsFocus: isOpen, hasFocus: false });
}

/** What is typed next goes there. */
export function focusConsole(): void {
  useConsolePane.setState({ wantsFocus: true });
}

/** Opens it, goes to it, or closes it where the keyboard is in it. */
export function toggleConsole(): void {
  const { isOpen, hasFocus } = useConsolePane.getState();
  showConsole(!isOpen || !hasFocus);
}

/** Opens the console with these commands in its input. Nothing is run. */
export function bringToConsole(commands: string): void {
  showConsole(true);
  useConsolePane.setState({ brought: commands });
}
