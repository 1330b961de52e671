import { describe, expect, it } from "vitest";
import { decimalsOfTick, divHalfUp, parseQuantity, parseScaled, scaledText, stepToTick } from "./units";

describe("scaledText", () => {
  it.each([
    [10_4200, 2, "10.42"],
    [2_9840, 3, "2.984"],
    [5, 2, "0.00"],
    [50, 2, "0.01"],
    [-50, 2, "-0.01"],
    [-12_3456, 2, "-12.35"],
    [9_9999, 0, "10"],
    [0, 2, "0.00"],
  ])("%i with %i decimals is %s", (value, decimals, text) => expect(scaledText(value, decimals)).toBe(text));
});

describe("parseScaled", () => {
  it.each([
    ["10.42", 10_4200],
    ["10", 10_0000],
    ["1,468.00", 1_468_0000],
    ["0.0001", 1],
    ["2.98400", 2_9840],
  ])("reads %s", (text, value) => expect(parseScaled(text)).toBe(value));
  it.each(["", "-1", "1.00001", "1e3", "ten", "."])("refuses %j", (text) => expect(parseScaled(text)).toBeNull());
  it("is the inverse of scaledText", () => {
    for (let value = 0; value < 40_000; value += 7) expect(parseScaled(scaledText(value, 4))).toBe(value);
  });
});

describe("quantities, ticks and roundings", () => {
  it("reads whole numbers only", () => {
    expect(parseQuantity("12,300")).toBe(12_300);
    expect(parseQuantity("1.5")).toBeNull();
  });
  it("rounds halves away from zero", () => {
    expect([divHalfUp(5, 10), divHalfUp(-5, 10), divHalfUp(14, 10), divHalfUp(-14, 10)]).toEqual([1, -1, 1, -1]);
  });
  it("knows the decimals of a tick", () => expect([decimalsOfTick(100), decimalsOfTick(10), decimalsOfTick(50), decimalsOfTick(1)]).toEqual([2, 3, 3, 4]));
  it("steps by ticks and first onto the grid", () => {
    expect(stepToTick(10_4200, 100, 1)).toBe(10_4300);
    expect(stepToTick(10_4250, 100, 1)).toBe(10_4300);
    expect(stepToTick(10_4250, 100, -1)).toBe(10_4200);
    expect(stepToTick(10_4250, 100, 0)).toBe(10_4300);
  });
});
