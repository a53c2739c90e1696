/**
 * Every failure that crosses the contract is one of these. The set is closed, so that a screen can decide by code what to
 * offer; the message is written for the person at the screen: what happened, and what to do.
 */
const errorCodes = [
  /** The input does not fit the contract, or a value in it makes no sense. Nothing was done. */
  'bad-input',
  /** The thing named does not exist. */
  'not-found',
  /** The state forbids it now: busy, already there, taken over, read-only settings. */
  'conflict',
  /** There is no ready connection to Redis; it may come back by itself. */
  'not-connected',
  /** A connection could not be made. `detail.stage` says where it failed. */
  'connect-failed',
  /** Redis answered with an error. `detail.reply` is its text, `detail.command` the command. */
  'redis',
  /** Redis or the host refused permission. */
  'denied',
  /** What the connected server or this host lacks. */
  'unsupported',
  /** The value is above a limit. */
  'too-large',
  'timeout',
  'cancelled',
  /** The channel between page and engine closed; whether the request was carried out is unknown. */
  'disconnected',
  /** Wrong or missing token. */
  'unauthorized',
  /** Page and engine speak different protocol versions. */
  'version',
  /** A defect of ours. */
  'internal',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

/** An error as it travels: plain data, so that every channel can carry it. */
export interface ErrorData {
  code: ErrorCode;
  message: string;
  detail?: Record<string, unknown>;
}

/** The one error class of the program; `code` decides, `message` is shown as it is. */
export class MillraceError extends Error {
  override readonly name = 'MillraceError';
  readonly code: ErrorCode;
  readonly detail: Record<string, unknown> | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    detail?: Record<string, unknown>,
    options?: { cause?: unknown },
  ) {
    super(message, options);
    this.code = code;
    this.detail = detail;
  }
}

/** Turns whatever was thrown into data. Only an error that is not ours becomes `internal`, with its message kept. */
export function toErrorData(thrown: unknown): ErrorData {
  if (thrown instanceof MillraceError) {
    const { code, message, detail } = thrown;
    return detail === undefined ? { code, message } : { code, message, detail: plain(detail) };
  }
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return { code: 'internal', message: message || 'Unknown error' };
}

export function fromErrorData(data: ErrorData): MillraceError {
  return new MillraceError(data.code, data.message, data.detail);
}

/** Detail must never keep an error from being reported: what no channel can carry becomes text. */
function plain(detail: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(detail).map(([key, value]) => {
      const carried =
        value === null ||
        typeof value === 'string' ||
        typeof value === 'number' ||
        typeof value === 'boolean' ||
        (Array.isArray(value) && value.every(item => typeof item === 'string' || typeof item === 'number'));
      return [key, carried ? value : JSON.stringify(value)];
    }),
  );
}
