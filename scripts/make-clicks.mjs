// Writes resources/clicks.jsonl: the clicks of the clickstream recipes. Always the same, so that results can be compared number for number.
import { writeFileSync } from 'node:fs';
import { Random } from '../src/shared/pipeline/random.ts';

const COUNT = 1_000;
const random = new Random(20_230_101);

const systems = /** @type {const} */ ([
  ['Windows', 'Windows 10', 'Desktop', 30],
  ['Mac OS X', 'Mac OS X', 'Desktop', 18],
  ['Linux', 'Ubuntu', 'Desktop', 7],
  ['Android', 'Android', 'Mobile', 26],
  ['iOS', 'iOS', 'Mobile', 15],
  ['iOS', 'iPadOS', 'Tablet', 4],
]);
const zones = /** @type {const} */ ([
  ['Europe/Berlin', 24],
  ['America/New_York', 20],
  ['Asia/Kolkata', 16],
  ['Europe/London', 12],
  ['America/Los_Angeles', 10],
  ['Asia/Tokyo', 8],
  ['America/Sao_Paulo', 6],
  ['Australia/Sydney', 4],
]);

/**
 * @template {readonly [...unknown[], number]} T
 * @param {readonly T[]} choices
 * @returns {T}
 */
function weighted(choices) {
  const total = choices.reduce((sum, choice) => sum + Number(choice.at(-1)), 0);
  let draw = random.float() * total;
  for (const choice of choices) {
    draw -= Number(choice.at(-1));
    if (draw < 0) return choice;
  }
  throw new Error('nothing to choose from');
}

const lines = Array.from({ length: COUNT }, () => {
  const [os, osName, deviceType] = weighted(systems);
  const [zone] = weighted(zones);
  const user = random.int(1, 240);
  return JSON.stringify({
    click_id: random.uuid(),
    os,
    os_name: osName,
    os_timezone: zone,
    device_type: deviceType,
    device_is_mobile: deviceType !== 'Desktop',
    user_custom_id: `user${user}@example.com`,
    user_domain_id: new Random(user).uuid(),
  });
});
writeFileSync(new URL('../resources/clicks.jsonl', import.meta.url), `${lines.join('\n')}\n`);
