import { EventEmitter } from 'node:events';
import { expect, test, vi } from 'vitest';
import { PORT_CHANNEL } from '#shared/desktop.ts';

const exposed: Record<string, Record<string, unknown>> = {};
const ipcRenderer = Object.assign(new EventEmitter(), {
  send: vi.fn<(channel: string, nonce: string) => void>(),
});
vi.mock('electron', () => ({
  contextBridge: { exposeInMainWorld: (name: string, api: Record<string, unknown>) => (exposed[name] = api) },
  ipcRenderer,
}));

test('the preload exposes exactly one function, and passes the port on with its nonce', async () => {
  const postMessage = vi.fn<(message: unknown, origin: string, ports: unknown[]) => void>();
  vi.stubGlobal('window', { postMessage, location: { origin: 'app://millrace' } });
  await import('../../src/preload/preload.ts');
  expect(Object.keys(exposed)).toEqual(['millrace']);
  expect(Object.entries(exposed.millrace!).map(([name, value]) => [name, typeof value])).toEqual([
    ['requestPort', 'function'],
  ]);

  (exposed.millrace!.requestPort as (nonce: string) => void)('n1');
  expect(ipcRenderer.send).toHaveBeenCalledWith(PORT_CHANNEL, 'n1');
  const port = {};
  ipcRenderer.emit(PORT_CHANNEL, { ports: [port] }, 'n1');
  expect(postMessage).toHaveBeenCalledWith({ type: PORT_CHANNEL, nonce: 'n1' }, 'app://millrace', [port]);
});
