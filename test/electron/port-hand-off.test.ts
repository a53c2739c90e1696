import { EventEmitter } from 'node:events';
import type { IpcMain, MessagePortMain } from 'electron';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { APP_ORIGIN, PORT_CHANNEL } from '#shared/desktop.ts';

vi.mock('electron', () => import('./stand-in/electron.ts'));
const { handOutPorts } = await import('../../src/main/electron/port-hand-off.ts');

let ipcMain: EventEmitter;
let served: MessagePortMain[];
beforeEach(() => {
  ipcMain = new EventEmitter();
  served = [];
  handOutPorts(ipcMain as unknown as IpcMain, { serve: port => served.push(port) }, [APP_ORIGIN]);
});

function frame(origin: string, parent: object | null = null) {
  return {
    origin,
    parent,
    postMessage: vi.fn<(channel: string, message: unknown, ports: unknown[]) => void>(),
  };
}

describe('a port', () => {
  test('is given to our own page, with its nonce, and its other end to the engine', async () => {
    const page = frame(APP_ORIGIN);
    ipcMain.emit(PORT_CHANNEL, { senderFrame: page }, 'nonce-1');
    expect(page.postMessage).toHaveBeenCalledOnce();
    const [channel, nonce, ports] = page.postMessage.mock.calls[0]!;
    expect([channel, nonce]).toEqual([PORT_CHANNEL, 'nonce-1']);

    const received = new Promise(resolve => served[0]!.on('message', event => resolve(event.data)));
    served[0]!.start();
    (ports[0] as MessagePortMain).postMessage({ t: 'hello' });
    expect(await received).toEqual({ t: 'hello' });
    served[0]!.close();
  });

  test('is a new one for every request', () => {
    const page = frame(APP_ORIGIN);
    ipcMain.emit(PORT_CHANNEL, { senderFrame: page }, 'a');
    ipcMain.emit(PORT_CHANNEL, { senderFrame: page }, 'b');
    expect(new Set(served).size).toBe(2);
  });

  test.each([
    ['a foreign page', frame('https://example.org')],
    ['a frame inside our page', frame(APP_ORIGIN, {})],
    ['a file', frame('file://')],
    ['a frame that has gone', null],
  ])('is refused to %s', (_, sender) => {
    ipcMain.emit(PORT_CHANNEL, { senderFrame: sender }, 'nonce');
    expect(served).toEqual([]);
    if (sender) expect(sender.postMessage).not.toHaveBeenCalled();
  });

  test.each([[undefined], [42], [{}], ['x'.repeat(101)]])('is refused without a proper nonce (%s)', nonce => {
    ipcMain.emit(PORT_CHANNEL, { senderFrame: frame(APP_ORIGIN) }, nonce);
    expect(served).toEqual([]);
  });
});
