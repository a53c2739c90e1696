import { csvLine } from '#shared/csv.ts';

/** The members of an epoch, highest first, as a file. */
export function leaderboardCsv(rows: readonly { member: string; score: number }[]): string {
  const lines = rows.map(({ member, score }, index) => [String(index + 1), member, String(score)]);
  return [['rank', 'member', 'score'], ...lines].map(csvLine).join('');
}
