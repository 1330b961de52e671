// The colours: dark unless the reader chose light. Canvas drawings read the same names as the style sheet.

import { watchEffect } from "vue";
import { kept } from "./preferences";

export type Theme = "dark" | "light";

export const theme = kept<Theme>("theme", 1, "dark");

watchEffect(() => {
  document.documentElement.dataset["theme"] = theme.value;
});

/** Value of a colour name of the style sheet, such as `--up`. */
export function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}
