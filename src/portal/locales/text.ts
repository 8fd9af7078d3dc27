/** Texts in the user's language. */
import { en } from './en.ts';
import { nb } from './nb.ts';

export type Language = 'nb' | 'en';
export type TextKey = keyof typeof nb;

/** A text by its key. `{name}` is replaced by the parameter; where the text is “one|many”, the parameter `n` chooses. */
export type Text = (key: TextKey, params?: Record<string, string | number>) => string;

const tables: Record<Language, Record<TextKey, string>> = { nb, en };

/** True for a key that has a text. */
export function isTextKey(key: string): key is TextKey {
  return Object.hasOwn(nb, key);
}

/** The texts of a language. Throws when a text asks for a parameter that is not given. */
export function textFor(language: Language): Text {
  const table = tables[language];
  return (key, params = {}) => {
    const forms = table[key].split('|');
    const form = forms.length === 2 ? forms[Number(params['n']) === 1 ? 0 : 1]! : table[key];
    return form.replace(/\{(\w+)\}/g, (_, name: string) => {
      const value = params[name];
      if (value === undefined) throw new Error(`the text ${key} needs the parameter ${name}`);
      return String(value);
    });
  };
}

/** The language that a browser asks for, bokmål unless it prefers English to every Scandinavian one. */
export function languageOf(header: string | undefined): Language {
  const wanted = (header ?? '')
    .split(',')
    .map((part) => {
      const [tag = '', ...rest] = part.trim().toLowerCase().split(';');
      const quality = rest.map((each) => /^\s*q=([\d.]+)$/.exec(each)?.[1]).find((each) => each !== undefined);
      return { tag, quality: quality === undefined ? 1 : Number(quality) };
    })
    .sort((a, b) => b.quality - a.quality);
  const first = wanted.find(({ tag }) => /^(nb|nn|no|da|sv|en)\b/.test(tag));
  return first?.tag.startsWith('en') ? 'en' : 'nb';
}
