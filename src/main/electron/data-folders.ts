import { join } from 'node:path';
import type { App } from 'electron';

export interface DataFolders {
  /** Chromium's own: caches, cookies. What Electron's instance lock belongs to. */
  profile: string;
  logs: string;
  crashDumps: string;
}

/**
 * Puts what Electron writes beside the settings that it belongs to. Each settings folder is an instance of its own, and so is a checkout beside
 * the installed app: Electron's lock is that of the profile. To be called before the lock is asked for.
 */
export function useDataFolders(app: App, settingsFolder: string): DataFolders {
  const folders = {
    profile: join(settingsFolder, app.isPackaged ? 'desktop' : 'desktop-development'),
    logs: join(settingsFolder, 'logs'),
    crashDumps: join(settingsFolder, 'crashes'),
  };
  app.setPath('userData', folders.profile);
  app.setPath('sessionData', folders.profile);
  app.setPath('crashDumps', folders.crashDumps);
  app.setAppLogsPath(folders.logs);
  return folders;
}
