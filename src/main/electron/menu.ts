import type { MenuItemConstructorOptions } from 'electron';

export interface MenuActions {
  newWindow: () => void;
  openFile: () => void;
  about: () => void;
  help: () => void;
  changes: () => void;
  report: () => void;
  openLogs: () => void;
  /** Absent in a build without a feed of updates. */
  updates?: { label: string; press: () => void } | undefined;
}

/** The menu of the application. Everything about Redis is in the page, which has its own palette and shortcuts. */
export function menuTemplate(platform: NodeJS.Platform, actions: MenuActions): MenuItemConstructorOptions[] {
  const isMac = platform === 'darwin';
  const about: MenuItemConstructorOptions = { label: 'About Millrace', click: () => actions.about() };
  const updates: MenuItemConstructorOptions[] = actions.updates
    ? [{ label: actions.updates.label, click: actions.updates.press }]
    : [];
  const file: MenuItemConstructorOptions[] = [
    { label: 'New Window', accelerator: 'CmdOrCtrl+Shift+N', click: () => actions.newWindow() },
    { label: 'Open File…', accelerator: 'CmdOrCtrl+O', click: () => actions.openFile() },
    { type: 'separator' },
    { role: 'close' },
    ...(isMac ? [] : [{ role: 'quit' } as const]),
  ];
  return [
    ...(isMac ? [macMenu(about, updates)] : []),
    { label: 'File', submenu: file },
    { role: 'editMenu' },
    {
      label: 'View',
      submenu: [
        { role: 'reload' },
        { role: 'toggleDevTools' },
        { type: 'separator' },
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { type: 'separator' },
        { role: 'togglefullscreen' },
      ],
    },
    { role: 'windowMenu' },
    {
      role: 'help',
      submenu: [
        { label: 'Millrace Help', click: () => actions.help() },
        { label: 'What Is New', click: () => actions.changes() },
        { type: 'separator' },
        { label: 'Report a Problem…', click: () => actions.report() },
        { label: 'Open Logs', click: () => actions.openLogs() },
        ...(isMac ? [] : ([{ type: 'separator' }, ...updates, about] as const)),
      ],
    },
  ];
}

function macMenu(
  about: MenuItemConstructorOptions,
  updates: MenuItemConstructorOptions[],
): MenuItemConstructorOptions {
  return {
    label: 'Millrace',
    submenu: [
      about,
      ...updates,
      { type: 'separator' },
      { role: 'services' },
      { type: 'separator' },
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      { type: 'separator' },
      { role: 'quit' },
    ],
  };
}
