import type { Action } from '../lib/actions.ts';

/** Groups that are offered on every screen, in the order in which they stand below what the screen itself offers. */
const EVERYWHERE = ['Screens', 'Connections', 'Program'];

/** Actions by group: the shown screen's own first, then what can be done everywhere. */
export function paletteGroups(actions: readonly Action[]): [group: string, actions: Action[]][] {
  const groups = Map.groupBy(actions, action => action.group);
  return [...groups].sort(([a], [b]) => EVERYWHERE.indexOf(a) - EVERYWHERE.indexOf(b));
}
