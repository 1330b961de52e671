// The terminal's words: one flat catalogue for each language, the same keys in both (a test checks it).

import { ref } from "vue";
import { RESULT_TEXTS } from "../generated/contracts";
import en from "../locales/en.json";
import zhHans from "../locales/zh-Hans.json";

export type Language = "zh-Hans" | "en";
export type TextKey = keyof typeof zhHans;
export const LANGUAGES: readonly Language[] = ["zh-Hans", "en"];

const catalogues: Readonly<Record<Language, Readonly<Record<TextKey, string>>>> = { "zh-Hans": zhHans, en };

export const language = ref<Language>("zh-Hans");

export function asLanguage(text: string | null | undefined): Language {
  return text?.toLowerCase().startsWith("en") ? "en" : "zh-Hans";
}

/** The words of a key in the current language, with `{name}` places filled. */
export function t(key: TextKey, places?: Readonly<Record<string, string | number>>): string {
  const words = catalogues[language.value][key];
  if (places === undefined) return words;
  return words.replace(/\{(\w+)\}/g, (whole, name: string) => String(places[name] ?? whole));
}

/** Whether the catalogue has a key made from data, such as `status.56`. */
export function hasText(key: string): key is TextKey {
  return key in zhHans;
}

/** Words of a numbered thing (`status`, `phase`, …); the number itself when the catalogue is older than it. */
export function numbered(group: string, number: number): string {
  const key = `${group}.${number}`;
  return hasText(key) ? t(key) : String(number);
}

/** Words of a result code: what happened and what to do. */
export function resultText(code: number): string {
  const words = RESULT_TEXTS[code];
  if (words === undefined) return t("result.unknown", { code });
  return language.value === "en" ? words.en : words.zh;
}
