import { contextBridge, ipcRenderer } from 'electron';
import { PORT_CHANNEL } from '#shared/desktop.ts';

/**
 * The page's one way out: asks the desktop host for a port to the engine. A port cannot pass through the context bridge, so it arrives as
 * a window message; the nonce, which only the asker knows, tells it from any other.
 */
contextBridge.exposeInMainWorld('millrace', {
  requestPort: (nonce: string) => ipcRenderer.send(PORT_CHANNEL, nonce),
});

ipcRenderer.on(PORT_CHANNEL, (event, nonce: string) => {
  window.postMessage({ type: PORT_CHANNEL, nonce }, window.location.origin, event.ports);
});
