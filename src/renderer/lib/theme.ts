import { useEffect, useSyncExternalStore } from 'react';
import type { ThemeSetting } from '#shared/theme.ts';

type Theme = 'dark' | 'light' | 'contrast';

const prefersLight = () => window.matchMedia('(prefers-color-scheme: light)');
const prefersContrast = () => window.matchMedia('(prefers-contrast: more)');

function resolve(setting: ThemeSetting): Theme {
  if (setting !== 'system') return setting;
  if (prefersContrast().matches) return 'contrast';
  return prefersLight().matches ? 'light' : 'dark';
}

function apply(setting: ThemeSetting): void {
  document.documentElement.dataset['theme'] = resolve(setting);
}

/** Shows the theme that the page was served with until the engine says which one is set, so that the page does not flash. */
export function applyServedTheme(): void {
  apply((document.documentElement.dataset['setting'] as ThemeSetting | undefined) ?? 'system');
}

/** Keeps the page in the theme that is set, and `system` in step with the system. */
export function useTheme(setting: ThemeSetting | undefined): void {
  useEffect(() => {
    if (setting === undefined) return;
    apply(setting);
    if (setting !== 'system') return;
    const follow = () => apply(setting);
    const queries = [prefersLight(), prefersContrast()];
    for (const query of queries) query.addEventListener('change', follow);
    return () => {
      for (const query of queries) query.removeEventListener('change', follow);
    };
  }, [setting]);
}

function subscribeToTheme(listener: () => void): () => void {
  const observer = new MutationObserver(listener);
  observer.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  return () => observer.disconnect();
}

/** The theme that is shown now, for what draws with the values of its variables instead of the variables. */
export function useShownTheme(): string {
  return useSyncExternalStore(subscribeToTheme, () => document.documentElement.dataset['theme'] ?? '');
}
