import {
  chmodSync,
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { isSameMark, markOf, ownMark } from './process-mark.ts';

/** Held by the one Millrace that may write into a settings folder. */
export interface FolderLock {
  release(): void;
}

/** What `writeVersioned` leaves behind when it is killed. */
const UNFINISHED = /\.json\.(\d+)\.new$/;
const STICKY = 0o1000;

/**
 * Takes the folder, unless a living process has it, and clears away what one that was killed left unfinished.
 *
 * @returns the lock, or the id of the process that has it
 * @throws when it cannot be written, or belongs to another user
 */
export function lockFolder(folder: string): FolderLock | { heldBy: number } {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  keepPrivate(folder);
  const lock = takeLock(folder);
  if ('release' in lock) clearUnfinished(folder);
  return lock;
}

/** What is in it is for its user alone, also when an older Millrace made it. A folder that all may write into is not made for us. */
function keepPrivate(folder: string): void {
  if (process.getuid === undefined) return;
  const { uid, mode } = statSync(folder);
  // Root may use the folder of a user, in a container say.
  if (uid !== process.getuid() && process.getuid() !== 0) throw new Error('it belongs to another user');
  if (uid === process.getuid() && (mode & 0o077) !== 0 && (mode & STICKY) === 0) chmodSync(folder, 0o700);
}

function clearUnfinished(folder: string): void {
  for (const inside of [folder, join(folder, 'pipelines')]) {
    try {
      for (const name of readdirSync(inside)) {
        const writer = UNFINISHED.exec(name)?.[1];
        if (writer !== undefined && !isAlive(Number(writer))) rmSync(join(inside, name), { force: true });
      }
    } catch {
      // There is no such folder yet, or it stays as it is.
    }
  }
}

function takeLock(folder: string): FolderLock | { heldBy: number } {
  const path = join(folder, 'lock');
  for (;;) {
    try {
      const file = openSync(path, 'wx', 0o600);
      writeSync(file, [process.pid, ownMark() ?? ''].join('\n'));
      closeSync(file);
      return { release: () => rmSync(path, { force: true }) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const holder = readHolder(path);
    if (holder && holds(holder)) return { heldBy: holder.pid };
    // Left behind by a process that was killed.
    try {
      unlinkSync(path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
}

interface Holder {
  pid: number;
  /** Empty where nobody told it, and in a lock of an earlier version. */
  mark: string;
}

function readHolder(path: string): Holder | undefined {
  try {
    const [pid, mark = ''] = readFileSync(path, 'utf8').split('\n');
    return Number.isInteger(Number(pid)) && Number(pid) > 0 ? { pid: Number(pid), mark } : undefined;
  } catch {
    return undefined; // released in this moment
  }
}

/** Ids are given again, after a restart of the machine to a process that has nothing to do with us. */
function holds({ pid, mark }: Holder): boolean {
  if (pid === process.pid || !isAlive(pid)) return false;
  const theirs = mark === '' ? undefined : markOf(pid);
  return theirs === undefined || isSameMark(theirs, mark);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
