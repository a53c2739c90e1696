/** The themes that a person can set; `system` is what the system shows. */
export const themes = ['system', 'dark', 'light', 'contrast'] as const;

export type ThemeSetting = (typeof themes)[number];

/**
 * The page with the theme that it begins in, so that its first drawing has its colours: `data-setting` for its scripts, and `data-theme` for
 * its styles where the system has no say in it.
 */
export function withTheme(html: string, theme: ThemeSetting): string {
  const shown = theme === 'system' ? '' : ` data-theme="${theme}"`;
  return html.replace('<html lang="en"', `<html lang="en" data-setting="${theme}"${shown}`);
}
