import { Random } from '#shared/pipeline/random.ts';

/** The public schema: https://schema.wikimedia.org/repositories/primary/jsonschema/mediawiki/recentchange */

/** Wikis and how often they change, roughly as on a usual day. */
const wikis: readonly [domain: string, wiki: string, weight: number][] = [
  ['www.wikidata.org', 'wikidatawiki', 340],
  ['commons.wikimedia.org', 'commonswiki', 270],
  ['en.wikipedia.org', 'enwiki', 150],
  ['de.wikipedia.org', 'dewiki', 32],
  ['fr.wikipedia.org', 'frwiki', 30],
  ['ru.wikipedia.org', 'ruwiki', 22],
  ['es.wikipedia.org', 'eswiki', 20],
  ['it.wikipedia.org', 'itwiki', 18],
  ['ja.wikipedia.org', 'jawiki', 15],
  ['zh.wikipedia.org', 'zhwiki', 14],
  ['pl.wikipedia.org', 'plwiki', 12],
  ['en.wiktionary.org', 'enwiktionary', 12],
  ['pt.wikipedia.org', 'ptwiki', 11],
  ['nl.wikipedia.org', 'nlwiki', 9],
  ['ar.wikipedia.org', 'arwiki', 9],
  ['uk.wikipedia.org', 'ukwiki', 8],
  ['sv.wikipedia.org', 'svwiki', 6],
  ['fa.wikipedia.org', 'fawiki', 6],
  ['cs.wikipedia.org', 'cswiki', 4],
  ['he.wikipedia.org', 'hewiki', 4],
  ['ko.wikipedia.org', 'kowiki', 4],
  ['meta.wikimedia.org', 'metawiki', 3],
  ['fi.wikipedia.org', 'fiwiki', 2],
  ['hu.wikipedia.org', 'huwiki', 2],
  ['species.wikimedia.org', 'specieswiki', 1],
  ['en.wikisource.org', 'enwikisource', 1],
];
/** Each wiki as often as its weight, so that one draw finds it. */
const drawnWikis = wikis.flatMap(wiki => Array.from({ length: wiki[2] }, () => wiki));
const users = [
  'Daniel',
  'Marta',
  'GeoEditor',
  'Old Reliable',
  'Ümit',
  'Kenji',
  'Rosa P.',
  '203.0.113.7',
  '2001:db8::7',
  'Théo',
];
const bots = ['SuccuBot', 'InternetArchiveBot', 'QuickStatementsBot', 'CommonsDelinker'];
const words = [
  'River',
  'Mill',
  'History',
  'List',
  'Station',
  'Bridge',
  'Album',
  'Election',
  'Council',
  'Species',
  'Museum',
  'Village',
];

/**
 * One change, as the recentchange stream sends it. The same seed and number give the same change but for its time.
 *
 * @param time milliseconds since the Unix epoch
 */
export function recentChange(seed: number, number: number, time: number): string {
  const random = new Random(seed * 0x1_0000_0000 + number);
  const [domain, wiki] = random.pick(drawnWikis);
  const draw = random.float();
  const type = draw < 0.62 ? 'edit' : draw < 0.87 ? 'categorize' : draw < 0.93 ? 'new' : 'log';
  const bot = random.float() < (wiki === 'wikidatawiki' ? 0.45 : 0.12);
  const user = bot ? random.pick(bots) : random.pick(users);
  const title =
    wiki === 'wikidatawiki'
      ? `Q${random.int(1, 120_000_000)}`
      : `${random.pick(words)} of ${random.pick(words)} ${random.int(1, 999)}`;
  const uri = `https://${domain}/wiki/${title.replaceAll(' ', '_')}`;
  const revision = 1_000_000_000 + number;
  const length = random.int(200, 90_000);
  const change = type === 'log' ? 0 : random.int(-300, 900);
  return JSON.stringify({
    $schema: '/mediawiki/recentchange/1.0.0',
    meta: {
      uri,
      request_id: random.uuid(),
      id: random.uuid(),
      dt: new Date(time).toISOString(),
      domain,
      stream: 'mediawiki.recentchange',
      topic: 'eqiad.mediawiki.recentchange',
      partition: 0,
      offset: number,
    },
    id: 2_000_000_000 + number,
    type,
    namespace: type === 'categorize' ? 14 : 0,
    title,
    title_url: uri,
    comment: type === 'edit' ? `/* ${random.pick(words)} */ copy edit` : '',
    timestamp: Math.floor(time / 1000),
    user,
    bot,
    minor: random.float() < 0.2,
    ...(type === 'log'
      ? { log_id: 900_000 + number, log_type: 'patrol', log_action: 'patrol' }
      : {
          length: { old: length, new: Math.max(0, length + change) },
          revision: { old: revision - 1, new: revision },
        }),
    server_url: `https://${domain}`,
    server_name: domain,
    server_script_path: '/w',
    wiki,
    parsedcomment: '',
  });
}

/** The id of a server-sent event, in the form the public service gives it: where each topic stood. */
export function eventId(number: number): string {
  return `[{"topic":"eqiad.mediawiki.recentchange","partition":0,"offset":${number}}]`;
}

/** The number in such an id; null when it is another's. */
export function numberOfId(id: string): number | null {
  const match = /"offset":(\d{1,15})\b/.exec(id);
  return match ? Number(match[1]) : null;
}
