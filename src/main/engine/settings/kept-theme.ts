import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { themes, type ThemeSetting } from '#shared/theme.ts';

/**
 * The theme that the settings of a folder keep; the system's where they cannot be read. The first drawing of a page needs it, and does not wait
 * for all else that the engine knows of settings.
 */
export function keptTheme(folder: string): ThemeSetting {
  try {
    const kept = JSON.parse(readFileSync(join(folder, 'settings.json'), 'utf8')) as {
      settings?: { theme?: unknown };
    } | null;
    return themes.find(theme => theme === kept?.settings?.theme) ?? 'system';
  } catch {
    return 'system';
  }
}
