import type { MenuItemConstructorOptions } from 'electron';

/** The menu of the application. Everything about Redis is in the page, which has its own palette and shortcuts. */
export function menuTemplate(
  platform: NodeJS.Platform,
  actions: { newWindow: () => void },
): MenuItemConstructorOptions[] {
  const isMac = platform === 'darwin';
  const newWindow: MenuItemConstructorOptions = {
    label: 'New Window',
    accelerator: 'CmdOrCtrl+Shift+N',
    click: () => actions.newWindow(),
  };
  return [
    ...(isMac ? [{ role: 'appMenu' } as const] : []),
    {
      label: 'File',
      submenu: [newWindow, { type: 'separator' }, isMac ? { role: 'close' } : { role: 'quit' }],
    },
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
  ];
}
