import type { Random } from './random.ts';

const FIRST =
  'river,blue,green,north,south,silver,amber,cedar,maple,stone,cloud,bright,quiet,swift,golden,crystal,velvet,harbor,summit,meadow,falcon,otter,willow,ember,frost,lunar,solar,coral,misty,rustic'.split(
    ',',
  );
const SECOND =
  'garden,oaks,works,media,bakery,studio,books,yoga,dental,legal,travel,farm,motors,kitchen,design,craft,shop,clinic,school,club,hotel,photo,music,tech,energy,print,fish,dance,tours,market'.split(
    ',',
  );
const ENDINGS = ['example', 'test', 'example.net', 'example.org', 'example.com'];
/** As long as a user name of the server may be. */
const MAX_USER_LENGTH = 16;
const SHORT_USER = 8;

export interface AccountName {
  user: string;
  domain: string;
}

/** The `index`th made-up account: names of one session are unique by their index. */
export function accountName(index: number, random: Random): AccountName {
  const first = random.pick(FIRST);
  const second = random.pick(SECOND);
  const number = index < 1 ? '' : index.toString(36);
  const user = `${`${first}${second}`.slice(0, SHORT_USER - number.length)}${number}`.slice(
    0,
    MAX_USER_LENGTH,
  );
  return {
    user: /^[a-z]/.test(user) ? user : `a${user}`.slice(0, MAX_USER_LENGTH),
    domain: `${first}-${second}${number === '' ? '' : `-${number}`}.${random.pick(ENDINGS)}`,
  };
}

/** Package names as resellers make them: with spaces, brackets and letters beyond ASCII. */
export const PACKAGE_NAMES = [
  'default',
  'reseller_Größe L',
  'Starter 5 GB',
  'agence_Été illimité',
  'Профи 20',
  'ビジネス',
  'root_Plan (2024) & more',
  'Wordpress - business+',
] as const;

export const FEATURE_LISTS = ['default', 'no shell', 'Mail only – petit'] as const;
