/** A mistake on the command line: exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export const usage = `millrace [serve] [--port N] [--redis URL] [--no-open] [--json]
    Open Millrace in the browser.
millrace run FILE|RECIPE [--redis URL] [--set path=value]... [--for 30s] [--offline] [--report FILE]
    Run the pipelines of a file until they end, the time is over, or a signal comes.
millrace replay wikipedia [--port N] [--rate N] [--seed N] [--count N]
    Serve generated Wikipedia changes as server-sent events on the loopback.
millrace validate FILE
    Check a pipeline file: one line for each problem.
millrace schema
    Print the JSON Schema of pipeline files.
millrace recipes [NAME]
    List the recipes that come with Millrace, or print one.
`;
