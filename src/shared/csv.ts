/**
 * A line of CSV as RFC 4180 has it. A spreadsheet takes text that begins with `=`, `+`, `-`, `@` or a tab for a formula, and a formula can
 * reach other files and hosts: such text gets an apostrophe in front, which is how a spreadsheet is told that it is text. A number is none.
 */
export function csvLine(fields: readonly string[]): string {
  return `${fields.map(csvField).join(',')}\r\n`;
}

function csvField(field: string): string {
  const isNumber = /^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(field);
  const safe = /^[=+@\t\r-]/.test(field) && !isNumber ? `'${field}` : field;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
