import { expect, test } from 'vitest';
import { leaderboardCsv } from './leaderboard-csv.ts';

test('a line for each member with its rank, names quoted and never formulas', () => {
  const rows = [
    { member: 'Ana, of Porto', score: 12.5 },
    { member: '=HYPERLINK("x")', score: 3 },
  ];
  expect(leaderboardCsv(rows)).toBe(
    'rank,member,score\r\n1,"Ana, of Porto",12.5\r\n2,"\'=HYPERLINK(""x"")",3\r\n',
  );
});
