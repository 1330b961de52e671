// The language of the terminal is the session's: pages of the site follow it.

import { watchEffect } from "vue";
import { cookie } from "../../shared/api";
import { language, t } from "../../shared/text";

export function switchLanguage(): void {
  language.value = language.value === "en" ? "zh-Hans" : "en";
  const form = new URLSearchParams({ language: language.value === "en" ? "en" : "zh-hans", next: "/terminal/" });
  // The page itself has changed already; a server that does not answer only forgets the choice.
  fetch("/language/", { method: "POST", body: form, headers: { "X-CSRFToken": cookie("csrftoken") }, redirect: "manual" }).catch(
    () => undefined,
  );
}

export function followLanguage(): void {
  watchEffect(() => {
    document.documentElement.lang = language.value;
    document.title = t("top.title");
  });
}
