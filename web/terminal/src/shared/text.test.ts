import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CashReason, ClockMode, DayStage, OrderStatus, Phase, RESULT_TEXTS, ResultCode, Side } from "../generated/contracts";
import en from "../locales/en.json";
import zhHans from "../locales/zh-Hans.json";
import { asLanguage, hasText, language, resultText, t } from "./text";

const SOURCES = join(import.meta.dirname, "..");
const places = (words: string): string[] => [...words.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? "").sort();

function sources(): string {
  const files = readdirSync(SOURCES, { recursive: true, encoding: "utf8" });
  return files
    .filter((name) => /\.(ts|vue)$/.test(name) && !name.endsWith(".test.ts") && !name.startsWith("generated"))
    .map((name) => readFileSync(join(SOURCES, name), "utf8"))
    .join("\n");
}

describe("the catalogues", () => {
  it("have the same keys, none empty, and the same places in both languages", () => {
    expect(Object.keys(en)).toEqual(Object.keys(zhHans));
    for (const key of Object.keys(zhHans)) {
      const [chinese, english] = [zhHans[key as keyof typeof zhHans], en[key as keyof typeof en]];
      expect(chinese.trim() && english.trim(), key).not.toBe("");
      expect(places(english), key).toEqual(places(chinese));
    }
  });

  it("have English in English and Chinese in Chinese", () => {
    const inEnglish = Object.entries(en).filter(([key, words]) => /[\u4e00-\u9fff]/.test(words) && key !== "top.other_language");
    expect(inEnglish).toEqual([]);
    const untranslated = Object.entries(zhHans).filter(([key, words]) => !/[\u4e00-\u9fff]/.test(words) && key !== "top.other_language");
    expect(untranslated.map(([key]) => key)).toEqual(["clock.next"]);
  });

  it("hold every key that the sources name and none that nothing names", () => {
    const text = sources();
    const named = [...text.matchAll(/\bt\(\s*"([^"]+)"/g)].map(([, key]) => key ?? "");
    expect(named.length).toBeGreaterThan(100);
    expect(named.filter((key) => !hasText(key))).toEqual([]);
    const groups = ["board.", "cash.", "clock.", "clock_short.", "phase.", "side.", "stage.", "status.", "chart.", "tab.", "watch.list.", "watch.empty.", "light."];
    const unused = Object.keys(zhHans).filter((key) => !text.includes(`"${key}"`) && !text.includes(`'${key}'`) && !groups.some((group) => key.startsWith(group)));
    expect(unused).toEqual([]);
  });

  it.each([
    ["status", OrderStatus],
    ["phase", Phase],
    ["side", Side],
    ["clock", ClockMode],
    ["clock_short", ClockMode],
    ["stage", DayStage],
    ["cash", CashReason],
  ] as const)("name every %s of the contracts", (group, numbers) => {
    expect(Object.values(numbers).filter((number) => !hasText(`${group}.${number}`))).toEqual([]);
  });
});

describe("words", () => {
  it("of every result exist in both languages", () => {
    expect(Object.values(ResultCode).filter((code) => !(code in RESULT_TEXTS))).toEqual([]);
    language.value = "en";
    expect(resultText(ResultCode.INSUFFICIENT_CASH)).toBe("The available cash is not enough.");
    language.value = "zh-Hans";
    expect(resultText(ResultCode.INSUFFICIENT_CASH)).toBe("可用资金不足。");
    expect(resultText(4711)).toContain("4711");
  });
  it("fill their places", () => expect(t("ticket.accepted", { id: 7 })).toBe("委托已受理，编号 7"));
  it("follow the session's language", () => {
    expect([asLanguage("en"), asLanguage("en-GB"), asLanguage("zh-hans"), asLanguage(null)]).toEqual(["en", "en", "zh-Hans", "zh-Hans"]);
  });
});
