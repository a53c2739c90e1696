/** How a check says what it finds; the path is from the top of the pipeline. */
export type Report = (path: (string | number)[], message: string, allowed?: string) => void;

/** Compiles an expression or a template, and reports it at `path` where that fails. */
export type Attempt = <T>(path: (string | number)[], compile: () => T) => T | undefined;
