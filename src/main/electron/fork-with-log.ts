import type { ForkOptions, UtilityProcess } from 'electron';

/** Starts a process; what it says goes into the log, line by line. */
export function forkWithLog(
  utilityProcess: { fork: (module: string, args: string[], options: ForkOptions) => UtilityProcess },
  module: string,
  serviceName: string,
  log: (message: string) => void,
): UtilityProcess {
  const child = utilityProcess.fork(module, [], { serviceName, stdio: 'pipe' });
  for (const stream of [child.stdout, child.stderr]) {
    let rest = '';
    stream?.on('data', (chunk: Buffer) => {
      const lines = (rest + String(chunk)).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) log(line);
    });
    stream?.on('end', () => rest !== '' && log(rest));
  }
  return child;
}
