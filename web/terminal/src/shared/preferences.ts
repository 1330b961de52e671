// What the reader set for himself, kept in the browser under his name. A version that does not match is dropped:
// a layout of an older build must never leave a blank screen.

import { type Ref, ref, watch } from "vue";

interface Kept<T> {
  readonly version: number;
  readonly value: T;
}

const PREFIX = "tradehall";

export function readKept<T>(key: string, version: number, initial: T): T {
  const text = localStorage.getItem(`${PREFIX}.${key}`);
  if (text === null) return initial;
  try {
    const kept = JSON.parse(text) as Kept<T>;
    return kept.version === version ? kept.value : initial;
  } catch {
    return initial; // written by something else: as good as absent
  }
}

export function writeKept<T>(key: string, version: number, value: T): void {
  try {
    localStorage.setItem(`${PREFIX}.${key}`, JSON.stringify({ version, value } satisfies Kept<T>));
  } catch {
    // Storage is full or forbidden: the setting holds for this page only.
  }
}

export function dropKept(key: string): void {
  localStorage.removeItem(`${PREFIX}.${key}`);
}

/** A setting that is written whenever it changes. */
export function kept<T>(key: string, version: number, initial: T): Ref<T> {
  const value = ref(readKept(key, version, initial)) as Ref<T>;
  watch(value, (next) => writeKept(key, version, next), { deep: true });
  return value;
}
