import { MessageChannelMain, type IpcMain } from 'electron';
import { PORT_CHANNEL } from '#shared/desktop.ts';
import type { EngineHome } from './engine-home.ts';
import { isTrustedFrame } from './security.ts';

const MAX_NONCE_LENGTH = 100;

/** Gives each page that asks a port to the engine. Requests from any frame but our own page's top frame are not answered. */
export function handOutPorts(
  ipcMain: IpcMain,
  home: Pick<EngineHome, 'serve'>,
  origins: readonly string[],
): void {
  ipcMain.on(PORT_CHANNEL, (event, nonce: unknown) => {
    const frame = event.senderFrame;
    if (!isTrustedFrame(frame, origins) || typeof nonce !== 'string' || nonce.length > MAX_NONCE_LENGTH)
      return;
    const { port1, port2 } = new MessageChannelMain();
    home.serve(port1);
    frame!.postMessage(PORT_CHANNEL, nonce, [port2]);
  });
}
