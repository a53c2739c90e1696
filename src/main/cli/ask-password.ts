import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { say } from './output.ts';
import { UsageError } from './usage-error.ts';

/** A `--ask-password` option. */
export const askPasswordOption = {
  type: 'boolean',
  text: 'ask for the password of the server, or read it from standard input: one line',
} as const;

/** A line that is typed without being shown. Where there is no terminal, the first line of standard input. @throws {UsageError} there is none */
export async function askPassword(): Promise<string> {
  if (process.stdin.isTTY) process.stderr.write('Password: ');
  const unseen = new Writable({ write: (_chunk, _encoding, done) => done() });
  const reader = createInterface({
    input: process.stdin,
    output: unseen,
    terminal: process.stdin.isTTY,
  });
  try {
    return await new Promise<string>((resolve, reject) => {
      reader.once('line', resolve);
      reader.once('SIGINT', () => reject(new UsageError('No password was given.')));
      reader.once('close', () => reject(new UsageError('No password was given on standard input.')));
    });
  } finally {
    if (process.stdin.isTTY) say('');
    reader.close();
    process.stdin.pause();
  }
}
