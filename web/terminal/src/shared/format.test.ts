import { beforeEach, describe, expect, it } from "vitest";
import { direction, grouped, largeText, lotsText, moneyText, percentText, priceText, signedMoneyText, turnoverText } from "./format";
import { language } from "./text";

beforeEach(() => {
  language.value = "zh-Hans";
});

describe("figures", () => {
  it("groups thousands left of the point only", () => {
    expect(grouped("1234567.8901")).toBe("1,234,567.8901");
    expect(grouped("-123456")).toBe("-123,456");
    expect(moneyText(920_110_0000)).toBe("920,110.00");
    expect(signedMoneyText(55_0000)).toBe("+55.00");
    expect(signedMoneyText(-55_0000)).toBe("-55.00");
  });

  it.each([
    [9_999, "9,999", "10.00K"],
    [10_000, "1.00万", "10.00K"],
    [12_345_678, "1235万", "12.35M"],
    [781_100_0000, "78.11亿", "7.81B"],
    [1_200_000_000_000, "1.20万亿", "1200B"],
  ])("counts %i in 万/亿 and in K/M/B", (value, zh, en) => {
    expect(largeText(value)).toBe(zh);
    language.value = "en";
    expect(largeText(value)).toBe(en);
  });

  it("shows volumes in lots and turnover in yuan", () => {
    expect(lotsText(62_597_00)).toBe("62,597");
    expect(lotsText(50)).toBe("0.5");
    expect(turnoverText(66_040_000_0000)).toBe("6604万");
  });

  it("says that there is no value instead of zero", () => {
    expect([priceText(0), percentText(0, 10_0000), percentText(10_0000, 0), turnoverText(0)]).toEqual(["--", "--", "--", "--"]);
  });

  it("is red up and green down against the close before", () => {
    expect([direction(11, 10), direction(9, 10), direction(10, 10), direction(0, 10)]).toEqual(["up", "down", "flat", "flat"]);
    expect(percentText(10_6300, 10_4200)).toBe("+2.02%");
  });
});
