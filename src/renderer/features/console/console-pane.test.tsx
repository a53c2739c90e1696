import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import type { UserEvent } from '@testing-library/user-event';
import { beforeEach, expect, it, vi } from 'vitest';
import type { ConsoleAnswer } from '#shared/contract/console.ts';
import { callsOf, renderPage, setUpPage, type Answers } from '../../../../test/support/page.tsx';
import { bringToConsole, useConsolePane } from '../../lib/console-pane.ts';
import ConsolePane from './console-pane.tsx';
import { forgetHistory, useConsoles } from './console-store.ts';

setUpPage('#/overview?on=shop');
beforeEach(() => {
  useConsoles.setState({ tabs: [], shown: {}, history: {} });
  useConsolePane.setState({ isOpen: true, hasFocus: false, wantsFocus: false, brought: null });
});

const status = (text: string) => ({ type: 'status' as const, text });
const tabState = { db: 0, protocol: 3 as const, queued: null };

function answered(line: string, change: Partial<ConsoleAnswer> = {}): ConsoleAnswer {
  const id = crypto.randomUUID();
  return { id, line, reply: status('OK'), raw: false, elapsedMs: 0.2, effects: [], pushes: [], ...change };
}

const answers: Answers = {
  'connections.watch': () =>
    ({
      profiles: [
        {
          id: 'shop',
          name: 'shop',
          environment: 'production',
          target: { address: { kind: 'tcp', host: '10.0.0.1', port: 6379 }, db: 0 },
        },
      ],
      open: [{ profileId: 'shop', state: { state: 'ready', since: 0 } }],
    }) as never,
  'console.history': () => ['GET before', 'SET before 1'],
  'console.complete': () => ({
    from: 0,
    to: 3,
    options: [{ text: 'XCLAIM', detail: 'Changes ownership' }],
    partly: false,
    help: {
      name: 'XCLAIM',
      syntax: 'key group',
      summary: 'Changes ownership',
      complexity: 'O(1)',
      since: '5.0.0',
    },
    explanation: [{ word: 'JUSTID', text: 'leaves the delivery count' }],
  }),
  'console.run': ({ lines, confirmed }) =>
    /FLUSHALL/.test(lines[0]!) && confirmed !== true
      ? {
          kind: 'ask',
          question: {
            title: 'Delete all keys',
            act: 'Delete all keys',
            sentences: ['This deletes all 1,204 keys.'],
            commands: 'FLUSHALL',
          },
        }
      : {
          kind: 'answers',
          notice: null,
          tab: tabState,
          answers: lines.map(line =>
            answered(line, line.startsWith('BAD') ? { reply: { type: 'error', text: 'ERR no' } } : {}),
          ),
        },
};

const command = () => screen.findByRole<HTMLTextAreaElement>('textbox', { name: 'Command' });
const log = () => screen.getByRole('log').textContent;

it('goes no further when the connection of the tab was lost, and keeps the line for another time', async () => {
  const { user } = renderPage(<ConsolePane />, {
    ...answers,
    'console.run': () => ({ kind: 'answers', notice: 'It was closed.', tab: tabState, answers: [] }),
  });
  await user.click(await command());
  await user.paste('SET a 1\nSET b 1');
  await user.keyboard('{Enter}');
  await waitFor(() => expect(log()).toContain('Stopped: the connection was lost. 1 line was not run.'));
  expect(log()).toContain('It was closed.');
  expect(callsOf('console.run')).toHaveLength(1);
  await user.keyboard('{ArrowUp}');
  expect((await command()).value).toBe('SET a 1');
});

it('keeps the end in view, whatever comes between it and its scrolling, until a person goes up', async () => {
  const { user } = renderPage(<ConsolePane />, answers);
  await user.click(await command());
  const element = screen.getByRole('log');
  const isTall = (height: number) =>
    Object.defineProperties(element, {
      scrollHeight: { value: height, configurable: true },
      clientHeight: { value: 100, configurable: true },
    });
  const scrolledTo = (top: number) => {
    element.scrollTop = top;
    fireEvent.scroll(element);
  };
  isTall(300);
  await user.keyboard('PING{Enter}');
  await waitFor(() => expect(element.scrollTop).toBe(300));
  // The event of that comes when the answer is there as well.
  isTall(500);
  scrolledTo(200);
  await user.keyboard('PING{Enter}');
  await waitFor(() => expect(element.scrollTop).toBe(500));
  scrolledTo(400);
  scrolledTo(50);
  await user.keyboard('PING{Enter}');
  await waitFor(() => expect(callsOf('console.run')).toHaveLength(3));
  await waitFor(() => expect(screen.getAllByText('OK')).toHaveLength(3));
  expect(element.scrollTop).toBe(50);
});

it('runs lines until an error, transactions as one, and says what was not run', async () => {
  const { user } = renderPage(<ConsolePane />, answers);
  await user.click(await command());
  await user.paste('SET a 1\nMULTI\nINCR a\nEXEC\nBAD\nGET a\nGET b');
  await user.keyboard('{Enter}');
  await waitFor(() => expect(log()).toContain('Stopped at an error. 2 lines were not run.'));
  expect(callsOf('console.run').map(({ lines }) => lines)).toEqual([
    ['SET a 1'],
    ['MULTI', 'INCR a', 'EXEC'],
    ['BAD'],
  ]);
  expect(log()).toContain('(error) ERR no');
  await user.type(await command(), 'clear{Enter}');
  await waitFor(() => expect(log()).not.toContain('ERR no'));
});

it('goes no further after Ctrl+C', async () => {
  let answer = () => {};
  const { user } = renderPage(<ConsolePane />, {
    ...answers,
    'console.interrupt': () => {
      answer();
      return { how: 'unblocked' };
    },
    'console.run': async ({ lines }) => {
      await new Promise<void>(resolve => (answer = resolve));
      return { kind: 'answers', notice: null, tab: tabState, answers: lines.map(line => answered(line)) };
    },
  });
  await user.click(await command());
  await user.paste('BLPOP a 0\nBLPOP b 0\nBLPOP c 0');
  await user.keyboard('{Enter}');
  await screen.findByRole('button', { name: 'Stop (Ctrl+C)' });
  await waitFor(() => expect(callsOf('console.run')).toHaveLength(1));
  await user.type(await command(), '{Control>}c{/Control}');
  await waitFor(() => expect(log()).toContain('Stopped. 2 lines were not run.'));
  expect(callsOf('console.run')).toHaveLength(1);
});

it('says where a line cannot be read, and takes no data', async () => {
  const { user } = renderPage(<ConsolePane />, answers);
  await user.type(await command(), 'GET a{Shift>}{Enter}{/Shift}SET b "x{Enter}');
  expect((await screen.findByRole('alert')).textContent).toMatch(/^Line 2: At character 7: .*not closed/);
  expect(callsOf('console.run')).toEqual([]);
  await user.clear(await command());
  fireEvent.paste(await command(), { clipboardData: { getData: () => 'x'.repeat(100_000_000) } });
  expect((await screen.findByRole('alert')).textContent).toContain('100,000,000 characters were pasted');
  expect((await command()).value).toBe('');
});

it('goes through what was run, on this server and in this tab, but keeps no password', async () => {
  const { user } = renderPage(<ConsolePane />, answers);
  await user.type(await command(), 'AUTH me secret{Enter}');
  await waitFor(() => expect(callsOf('console.run')).toHaveLength(1));
  await waitFor(() => expect(log()).toContain('AUTH'));
  await user.type(await command(), 'draft{ArrowUp}{ArrowUp}');
  expect((await command()).value).toBe('GET before');
  await user.keyboard('{ArrowDown}{ArrowDown}');
  expect((await command()).value).toBe('draft');
  await user.keyboard('{ArrowUp}{ArrowUp}');
  act(() => forgetHistory('shop'));
  await user.keyboard('{ArrowDown}');
  expect((await command()).value).toBe('draft');
});

/** A console whose lines from before are there when `read` is called. */
function readLater() {
  const waiting: ((lines: string[]) => void)[] = [];
  const page = renderPage(<ConsolePane />, {
    ...answers,
    'console.history': () => new Promise<string[]>(resolve => waiting.push(resolve)),
  });
  const read = async (lines: string[], asked = 0) => {
    await act(async () => waiting[asked]!(lines));
    await waitFor(() => expect(useConsoles.getState().history.shop?.isRead).toBe(true));
  };
  return { ...page, read };
}

it('answers an arrow that came before what was run before is known', async () => {
  const { user, read } = readLater();
  await user.type(await command(), 'draft{ArrowUp}{ArrowUp}{ArrowUp}{ArrowDown}');
  expect((await command()).value).toBe('draft');
  await read(['GET first', 'GET before', 'SET before 1']);
  expect((await command()).value).toBe('GET before');
  await user.keyboard('{ArrowDown}{ArrowDown}');
  expect((await command()).value).toBe('draft');
});

it.each<[string, string, (user: UserEvent) => Promise<void>]>([
  ['typed', 'x', user => user.keyboard('x')],
  ['given up', '', user => user.keyboard('{Control>}c{/Control}')],
  ['brought from another screen', 'XACK s g 1-0', async () => act(() => bringToConsole('XACK s g 1-0'))],
])('does not take away what was %s since the arrow', async (_, value, then) => {
  const { user, read } = readLater();
  await user.type(await command(), '{ArrowUp}');
  await then(user);
  await read(['FLUSHALL']);
  expect((await command()).value).toBe(value);
});

it('does not take away what was completed since the arrow', async () => {
  const { user, read } = readLater();
  await user.type(await command(), 'xcl');
  await screen.findByRole('option', { name: /XCLAIM/ });
  await user.keyboard('{ArrowUp}{Tab}');
  await read(['FLUSHALL']);
  expect((await command()).value).toBe('XCLAIM ');
});

it('leaves the caret where it is in a line of this page', async () => {
  const { user, read } = readLater();
  await user.type(await command(), 'GET a{Enter}');
  await waitFor(() => expect(log()).toContain('OK'));
  await user.keyboard('{ArrowUp}{Home}');
  await read(['SET x 1', 'GET a']);
  await user.keyboard('X');
  expect((await command()).value).toBe('XGET a');
});

it('keeps what was run while the lines from before were being read, once', async () => {
  const { user, read, show } = readLater();
  await user.type(await command(), 'PING{Enter}');
  await waitFor(() => expect(log()).toContain('OK'));
  // Closed and opened again, it asks again.
  show(null);
  show(<ConsolePane />);
  await command();
  await read(['GET before']);
  await read(['GET before', 'PING', 'of another window'], 1);
  expect(useConsoles.getState().history.shop?.lines).toEqual(['GET before', 'PING']);
});

it('puts the caret where a completed word ends before the next key', async () => {
  const { user } = renderPage(<ConsolePane />, answers);
  await user.type(await command(), 'xcl');
  await screen.findByRole('option', { name: /XCLAIM/ });
  const frames: FrameRequestCallback[] = [];
  vi.spyOn(globalThis, 'requestAnimationFrame').mockImplementation(run => frames.push(run));
  await user.keyboard('{Tab}o');
  for (const run of frames.splice(0)) run(0);
  await user.keyboard('rders');
  expect((await command()).value).toBe('XCLAIM orders');
});

it('comes back to what was made of a line from before', async () => {
  const { user } = renderPage(<ConsolePane />, answers);
  await user.type(await command(), 'draft');
  await waitFor(() => expect(useConsoles.getState().history.shop?.isRead).toBe(true));
  await user.keyboard('{ArrowUp}0{ArrowUp}');
  expect((await command()).value).toBe('SET before 1');
  await user.keyboard('{ArrowDown}');
  expect((await command()).value).toBe('SET before 10');
});

it('a new tab has the keyboard', async () => {
  const { user } = renderPage(<ConsolePane />, answers);
  await user.type(await command(), 'first');
  await user.click(screen.getByRole('button', { name: 'New tab' }));
  await user.keyboard('PING a');
  expect((await command()).value).toBe('PING a');
  expect(screen.getAllByRole('tab')).toHaveLength(2);
});

it('offers what goes on with the word, and says what it is', async () => {
  const { user } = renderPage(<ConsolePane />, answers);
  await user.type(await command(), 'xcl');
  await screen.findByRole('option', { name: /XCLAIM/ });
  expect(screen.getByRole('note').textContent).toMatch(
    /XCLAIM key groupO\(1\) · since 5\.0\.0.*leaves the delivery count/,
  );
  await user.keyboard('{Tab}');
  expect((await command()).value).toBe('XCLAIM ');
});

it('asks before what destroys; on production the name is typed', async () => {
  const { user } = renderPage(<ConsolePane />, answers);
  await user.type(await command(), 'FLUSHALL{Enter}');
  const dialog = await screen.findByRole('dialog');
  expect(dialog.textContent).toContain('This deletes all 1,204 keys.');
  const act = within(dialog).getByRole('button', { name: 'Delete all keys' });
  expect((act as HTMLButtonElement).disabled).toBe(true);
  await user.type(within(dialog).getByRole('textbox'), 'shop');
  await user.click(act);
  await waitFor(() => expect(log()).toContain('OK'));
  expect(callsOf('console.run').map(({ confirmed }) => confirmed)).toEqual([false, true]);
  await user.type(await command(), 'FLUSHALL{Enter}');
  await user.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Cancel' }));
  await waitFor(() => expect(log()).toContain('Not run.'));
  expect(callsOf('console.run')).toHaveLength(3);
});

it('shows an answer as text, as a table, as JSON, and what changed', async () => {
  const string = (text: string) => {
    const bytes = new TextEncoder().encode(text);
    return { type: 'string' as const, bytes, length: bytes.length };
  };
  const reply = { type: 'map' as const, length: 2, items: [string('field'), string('ü')] };
  const { user } = renderPage(<ConsolePane />, {
    ...answers,
    'console.run': () => ({
      kind: 'answers',
      notice: null,
      tab: { ...tabState, db: 2, queued: 3 },
      answers: [answered('HGETALL h', { reply, effects: ['1 pending entry moved from bob to alice'] })],
    }),
  });
  await user.type(await command(), 'HGETALL h{Enter}');
  await waitFor(() => expect(log()).toContain(String.raw`1# "field" => "\xc3\xbc"`));
  expect(log()).toContain('→ 1 pending entry moved from bob to alice');
  expect(screen.getByText('10.0.0.1:6379[2](TX 3)>')).toBeTruthy();
  const choose = async (form: string) => {
    await user.click(screen.getByRole('combobox', { name: 'Show answers' }));
    await user.click(await screen.findByRole('option', { name: form }));
  };
  await choose('Table');
  expect(screen.getByRole('cell', { name: 'ü' })).toBeTruthy();
  await choose('JSON');
  expect(log()).toContain('{\n  "field": "ü"\n}');
});

it('takes what is brought from another screen, and runs nothing', async () => {
  renderPage(<ConsolePane />, answers);
  await command();
  bringToConsole('XACK s g 1-0');
  await waitFor(async () => expect((await command()).value).toBe('XACK s g 1-0'));
  expect(callsOf('console.run')).toEqual([]);
});
