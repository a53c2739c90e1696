import { certain, likely, type Recogniser } from '../evidence.ts';

/** https://guides.rubyonrails.org/action_cable_overview.html */
export const actionCable: Recogniser = {
  framework: 'Action Cable',
  channel: ({ name }) => {
    if (/^(?:.+:)?_action_cable_internal$/.test(name)) return certain('messages between servers', 'its name');
    return name.startsWith('action_cable/') ? likely('messages of a connection', 'its name') : null;
  },
};
