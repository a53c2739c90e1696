import { useCallback, useEffect, useRef, useState } from 'react';

/** A function that has the component drawn again with the next animation frame, however often it is called before that. */
export function useRedraw(): () => void {
  const [, setVersion] = useState(0);
  const frame = useRef<number | undefined>(undefined);
  useEffect(
    () => () => {
      if (frame.current !== undefined) cancelAnimationFrame(frame.current);
      frame.current = undefined;
    },
    [],
  );
  return useCallback(() => {
    frame.current ??= requestAnimationFrame(() => {
      frame.current = undefined;
      setVersion(before => before + 1);
    });
  }, []);
}
