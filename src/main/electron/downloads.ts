import { Notification, type Session, type Shell } from 'electron';

/** What a page saves is saved by the system's own dialog; afterwards a click shows it in its folder. */
export function showDownloads(session: Session, shell: Pick<Shell, 'showItemInFolder'>): void {
  session.on('will-download', (_event, item) => {
    item.setSaveDialogOptions({ title: 'Save', defaultPath: item.getFilename() });
    item.once('done', (_done, state) => {
      if (state !== 'completed' || !Notification.isSupported()) return;
      const path = item.getSavePath();
      const notification = new Notification({
        title: `${item.getFilename()} is saved`,
        body: 'Click to show it in its folder.',
      });
      notification.on('click', () => shell.showItemInFolder(path));
      notification.show();
    });
  });
}
