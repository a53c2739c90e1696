/** In place of a sorted message that newer ones have pushed out of the feed. */
export function LeftLine() {
  return (
    <span className="block h-[23px] truncate px-2.5 font-sans text-muted">
      left the feed since it was sorted: newer messages took its place
    </span>
  );
}
