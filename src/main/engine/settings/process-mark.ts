import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import process from 'node:process';

/** Clocks that were set meanwhile, and rounding. */
const SAME_START_MS = 5_000;

/** What tells this process from a later one that is given the same id: when it was started. */
export function ownMark(): string | undefined {
  // The others are asked in the same way; Windows would take half a second for that.
  return process.platform === 'win32' ? String(Math.round(performance.timeOrigin)) : markOf(process.pid);
}

/** The mark of any process of this machine; undefined where nobody tells. */
export function markOf(pid: number): string | undefined {
  try {
    switch (process.platform) {
      case 'linux':
        return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${startTicks(pid)}`;
      case 'win32':
        return said('powershell', [
          '-NoProfile',
          '-Command',
          `[DateTimeOffset]::new((Get-Process -Id ${pid}).StartTime).ToUnixTimeMilliseconds()`,
        ]);
      default:
        return said('ps', ['-o', 'lstart=', '-p', String(pid)]);
    }
  } catch {
    return undefined;
  }
}

/** Whether both are of one process. */
export function isSameMark(one: string, other: string): boolean {
  if (one === other) return true;
  return Math.abs(Number(one) - Number(other)) < SAME_START_MS;
}

/** Since the boot; the name before it may hold anything. https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
function startTicks(pid: number): string {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]!;
}

function said(program: string, args: string[]): string | undefined {
  const { status, stdout } = spawnSync(program, args, {
    encoding: 'utf8',
    timeout: 5_000,
    windowsHide: true,
  });
  const text = stdout?.trim() ?? '';
  return status === 0 && text !== '' ? text : undefined;
}
