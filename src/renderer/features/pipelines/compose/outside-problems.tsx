/** What is wrong in a file and no card shows: its version, members that no step has. Nothing where nothing is. */
export function OutsideProblems({ problems }: { problems: readonly string[] }) {
  if (problems.length === 0) return null;
  return (
    <div role="alert" className="flex-none border-b border-danger/50 bg-danger-bg px-3 py-1">
      <ul>
        {problems.map(problem => (
          <li key={problem} className="wrap-anywhere">
            {problem}
          </li>
        ))}
      </ul>
    </div>
  );
}
