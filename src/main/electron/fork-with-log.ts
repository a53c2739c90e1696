import type { ForkOptions, UtilityProcess } from 'electron';

/**
 * What `bin/lean-heap.mjs` has Node's V8 started with. Chromium takes it from a switch: https://www.electronjs.org/docs/latest/api/command-line-switches#--js-flagsflags;
 * `execArgv` of a utility process are switches of it.
 */
const heapFlags = ['--heap-growing-percent=50', '--max-semi-space-size=2'];

/** Starts the process of an engine that is left open for hours; what it says goes into the log, line by line. */
export function forkWithLog(
  utilityProcess: { fork: (module: string, args: string[], options: ForkOptions) => UtilityProcess },
  module: string,
  serviceName: string,
  log: (message: string) => void,
): UtilityProcess {
  const child = utilityProcess.fork(module, [], {
    serviceName,
    stdio: 'pipe',
    execArgv: [`--js-flags=${heapFlags.join(' ')}`],
  });
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
