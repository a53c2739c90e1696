import { change, useOpened } from '../../lib/navigation.ts';
import { useRemembered } from '../../lib/remembered.ts';

/** A name under which results lie in Redis: the one of the address, else the one that was typed last. */
export function useOpenedOrRemembered(
  name: 'prefix' | 'members' | 'key' | 'epoch',
  usual: string,
): [string, (value: string) => void] {
  const [remembered, remember] = useRemembered(`charts.${name}`, usual);
  const opened = useOpened('charts')[name];
  return [
    opened ?? remembered,
    value => {
      remember(value);
      change('charts', { [name]: value });
    },
  ];
}
