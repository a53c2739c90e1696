import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * Where settings, recordings and dashboards are kept: MILLRACE_HOME, else the platform's place. Desktop and browser host share it.
 */
export function settingsFolder(env: NodeJS.ProcessEnv = process.env, platform = process.platform): string {
  if (env.MILLRACE_HOME) return env.MILLRACE_HOME;
  const home = homedir();
  switch (platform) {
    case 'darwin':
      return join(home, 'Library/Application Support/Millrace');
    case 'win32':
      return join(env.APPDATA || join(home, 'AppData/Roaming'), 'Millrace');
    default:
      return join(env.XDG_CONFIG_HOME || join(home, '.config'), 'millrace');
  }
}
