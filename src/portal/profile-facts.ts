/** What a user may change of itself. */
import type { Sql } from '../db/database.ts';

/** The text fields of the profile, by form name, with the longest text each may hold. */
export const profileTexts = {
  name: 100,
  email: 200,
  phone_home: 40,
  phone_work: 40,
  phone_mobile: 40,
  fax: 40,
  street: 200,
  postal_code: 20,
  postal_place: 100,
  region: 100,
  country: 100,
} as const;

export type ProfileText = keyof typeof profileTexts;
export const profileTextNames: readonly ProfileText[] = [
  'name',
  'email',
  'phone_home',
  'phone_work',
  'phone_mobile',
  'fax',
  'street',
  'postal_code',
  'postal_place',
  'region',
  'country',
];

/** Which mails a user wants; they never hold personal data. */
export const notices = ['rows', 'reports', 'messages'] as const;

export type Profile = Record<ProfileText, string | null> & {
  language: 'nb' | 'en';
  number_format: 'nb' | 'en';
  appearance: 'auto' | 'light' | 'dark';
  settings: { notices?: string[]; home?: string[] };
};

/** The acting user's own profile. */
export async function readProfile(sql: Sql): Promise<Profile> {
  const { rows } = await sql.query<Profile>(
    `select ${profileTextNames.join(', ')}, language, number_format, appearance, settings from app_user where id = acting_user()`,
  );
  return rows[0]!;
}

/** Saves the acting user's own profile; nothing but these columns can be changed. */
export async function saveProfile(sql: Sql, profile: Omit<Profile, 'settings'> & { notices: string[] }): Promise<void> {
  const set = profileTextNames.map((name, at) => `${name} = $${at + 1}`).join(', ');
  const n = profileTextNames.length;
  await sql.query(
    `update app_user set ${set}, language = $${n + 1}, number_format = $${n + 2}, appearance = $${n + 3},
       settings = jsonb_set(settings, '{notices}', $${n + 4}::jsonb) where id = acting_user()`,
    [
      ...profileTextNames.map((name) => profile[name]),
      profile.language,
      profile.number_format,
      profile.appearance,
      JSON.stringify(profile.notices),
    ],
  );
}

/** Saves which tiles Hjem shows, in order. */
export async function saveHome(sql: Sql, tiles: readonly string[]): Promise<void> {
  await sql.query(`update app_user set settings = jsonb_set(settings, '{home}', $1::jsonb) where id = acting_user()`, [
    JSON.stringify(tiles),
  ]);
}
