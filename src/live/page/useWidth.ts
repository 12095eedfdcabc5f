import { useEffect, useRef, useState } from 'preact/hooks';
import type { RefObject } from 'preact';

/** An element's width in px, as it changes; 0 until it is known. */
export function useWidth(): [RefObject<HTMLElement | null>, number] {
  const ref = useRef<HTMLElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const element = ref.current;
    if (element === null) return;
    const observer = new ResizeObserver(([{ contentRect }]) => {
      setWidth(Math.floor(contentRect.width));
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
    };
  }, []);
  return [ref, width];
}
