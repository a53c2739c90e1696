import { useCallback, useEffect, useLayoutEffect, useRef, type RefObject, type UIEvent } from 'react';

/** Keeps the end of what scrolls in view until a person goes up, and again from when they are back at it. */
export function useFollowedEnd(): {
  log: RefObject<HTMLDivElement | null>;
  onScroll: (event: UIEvent<HTMLElement>) => void;
} {
  const log = useRef<HTMLDivElement>(null);
  const follows = useRef(true);
  const lastTop = useRef(0);
  const toEnd = useCallback(() => {
    const element = log.current;
    if (element && follows.current) element.scrollTop = element.scrollHeight;
  }, []);
  useLayoutEffect(toEnd);
  // The input beneath grows with what is typed, and what listens grows by itself.
  useEffect(() => {
    const element = log.current!;
    const sizes = new ResizeObserver(toEnd);
    const observe = () => {
      sizes.disconnect();
      for (const part of [element, ...element.children]) sizes.observe(part);
    };
    const parts = new MutationObserver(observe);
    parts.observe(element, { childList: true });
    observe();
    return () => {
      sizes.disconnect();
      parts.disconnect();
    };
  }, [toEnd]);
  const onScroll = ({ currentTarget: { scrollTop, scrollHeight, clientHeight } }: UIEvent<HTMLElement>) => {
    const isAtEnd = scrollTop + clientHeight >= scrollHeight - 4;
    // The event comes later than the scrolling: meanwhile more may have come. Only a person goes up.
    follows.current = isAtEnd || (follows.current && scrollTop >= lastTop.current);
    lastTop.current = scrollTop;
  };
  return { log, onScroll };
}
