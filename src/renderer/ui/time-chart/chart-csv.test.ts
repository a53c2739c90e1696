import { expect, test } from 'vitest';
import { chartCsv } from './chart-csv.ts';

test('a line for each bucket, unknown values empty, names quoted and never formulas', () => {
  const series = [
    { name: 'a,"b"', color: 1, values: [1, null] },
    { name: '=SUM(A1)', color: 2, values: [-2, 3.5] },
  ];
  expect(chartCsv([0, 10_000], series)).toBe(
    'time,"a,""b""",\'=SUM(A1)\r\n1970-01-01T00:00:00.000Z,1,-2\r\n1970-01-01T00:00:10.000Z,,3.5\r\n',
  );
});
