import { expect, it } from 'vitest';
import { paletteGroups } from './palette-groups.ts';

const action = (group: string, id: string) => ({ id, group, title: id, run: () => {} });

it('puts what the screen offers first', () => {
  const groups = paletteGroups([
    action('Program', 'theme'),
    action('Screens', 'overview'),
    action('Pub/Sub', 'pause'),
    action('Screens', 'pubsub'),
  ]);
  expect(groups.map(([group, actions]) => [group, actions.map(({ id }) => id)])).toEqual([
    ['Pub/Sub', ['pause']],
    ['Screens', ['overview', 'pubsub']],
    ['Program', ['theme']],
  ]);
});
