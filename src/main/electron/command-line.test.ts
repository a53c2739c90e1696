import process from 'node:process';
import { afterEach, expect, test, vi } from 'vitest';
import { isCommand, runCommandLine } from './command-line.ts';

const before = process.exitCode;
afterEach(() => {
  process.exitCode = before;
  vi.restoreAllMocks();
});

function appOf() {
  const did: string[] = [];
  return {
    did,
    whenReady: async () => void did.push('ready'),
    exit: (code = 0) => void did.push(`exit ${code}`),
    dock: undefined,
  };
}

test.each([
  [['run', 'file.json'], true],
  [['--version'], true],
  [['help', 'run'], true],
  [[], false],
  [['file.json'], false],
  [['redis://a'], false],
  [['--redis', 'redis://a'], false],
])('%j is a command: %s', (args, yes) => expect(isCommand(args)).toBe(yes));

test('a command is carried out when the app is ready, and the app ends with its code', async () => {
  const app = appOf();
  await runCommandLine(app, ['validate', 'x'], async () => ({
    main: async args => {
      app.did.push(args.join(' '));
      process.exitCode = 2;
    },
  }));
  expect(app.did).toEqual(['ready', 'validate x', 'exit 2']);
});

test('one that cannot be carried out says why, and fails', async () => {
  const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const app = appOf();
  await runCommandLine(app, ['serve'], async () => ({ main: (_, hosts) => hosts.serve() }));
  expect(app.did).toEqual(['ready', 'exit 1']);
  expect(said.mock.calls[0]![0]).toContain('npm package');
});
