import { bytesText } from '#shared/redis/text.ts';
import { MillraceError } from '#shared/rpc/errors.ts';

const MAX_BYTES = 200;
/** With any ending: https://learn.microsoft.com/windows/win32/fileio/naming-a-file */
const DEVICES = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])( *\..*)?$/i;

/**
 * A name is one file's in one folder, on every platform.
 *
 * @throws {MillraceError} `bad-input` that says what is not allowed
 */
export function checkRecordingName(name: string): void {
  if (name.trim() === '') throw badName('Give the recording a name.');
  // oxlint-disable-next-line no-control-regex -- these are what a file's name may not have
  const forbidden = /[/\\:*?"<>|\u0000-\u001f\u007f]/.exec(name)?.[0];
  if (forbidden !== undefined) {
    const shown = forbidden < ' ' || forbidden === '\u007f' ? 'a control character' : forbidden;
    throw badName(`The name of a recording cannot contain ${shown}: it is also the name of a file.`);
  }
  if (name.startsWith('.') || name.endsWith('.') || name !== name.trim())
    throw badName('The name of a recording cannot begin or end with a dot or a space.');
  if (Buffer.byteLength(name) > MAX_BYTES)
    throw badName(`The name is longer than ${MAX_BYTES} bytes. Choose a shorter one.`);
}

/**
 * The same for a name that a file is to get: what is not seen, or turns the text around it, is not allowed, nor what Windows keeps for devices.
 *
 * @throws {MillraceError} `bad-input`
 */
export function checkNewRecordingName(name: string): void {
  checkRecordingName(name);
  if (bytesText(Buffer.from(name)) !== name)
    throw badName('The name of a recording cannot contain invisible characters.');
  if (DEVICES.test(name)) throw badName(`${name} is a device on Windows. Choose another name.`);
}

/** `recording 2026-11-20 14.03.52`, in local time. */
export function nameAfterTime(word: string, time: number): string {
  const date = new Date(time);
  const two = (value: number) => String(value).padStart(2, '0');
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
  const clock = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join('.');
  return `${word} ${day} ${clock}`;
}

function badName(message: string): MillraceError {
  return new MillraceError('bad-input', message);
}
