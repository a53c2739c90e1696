import { useEffect, type ReactNode } from 'react';

interface SteadyProps {
  /** The pointer has come, or gone: what is shown is held until it goes. */
  onHold: (isHeld: boolean) => void;
  children: ReactNode;
}

/** Around what moves as data comes: nothing moves between the look at it and the press. */
export function Steady({ onHold, children }: SteadyProps) {
  // What is taken away under the pointer is not left by it.
  useEffect(() => () => onHold(false), [onHold]);
  return (
    <div
      className="flex min-h-0 min-w-0 flex-1 flex-col"
      onPointerEnter={() => onHold(true)}
      onPointerLeave={() => onHold(false)}
    >
      {children}
    </div>
  );
}
