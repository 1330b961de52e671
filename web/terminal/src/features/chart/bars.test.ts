import { describe, expect, it } from "vitest";
import type { Bar } from "../../generated/contracts";
import { growingBar, intradayPoints, labelOf, longerBars, minuteNumber, newestDay, withBar } from "./bars";
import { frameOf, minuteAt, priceAt, xOf, yOf } from "./intraday_frame";

const MINUTE = 60_000_000;
const MIDNIGHT = Date.UTC(2026, 10, 20) * 1000;
const bar = (at: number, open: number, high: number, low: number, close: number, volume = 100): Bar => ({ symbol: "600000.SH", at, open, high, low, close, volume, turnover: volume * close });
const minute = (number: number, close = 10_0000): Bar => bar(labelOf(MIDNIGHT, number), close, close, close, close);

describe("minutes of a day", () => {
  it("are numbered 1 to 240 by their end minute and back", () => {
    expect(minuteNumber(MIDNIGHT + 571 * MINUTE)).toBe(1);
    expect(minuteNumber(MIDNIGHT + 690 * MINUTE)).toBe(120);
    expect(minuteNumber(MIDNIGHT + 781 * MINUTE)).toBe(121);
    expect(minuteNumber(MIDNIGHT + 900 * MINUTE)).toBe(240);
    expect([570, 700, 780, 901].map((one) => minuteNumber(MIDNIGHT + one * MINUTE))).toEqual([0, 0, 0, 0]);
    for (let number = 1; number <= 240; number += 1) expect(minuteNumber(labelOf(MIDNIGHT, number))).toBe(number);
  });

  it("make longer bars, named by their end, without touching the break", () => {
    const day = Array.from({ length: 240 }, (_, index) => minute(index + 1, 10_0000 + index));
    const hours = longerBars(day, 60);
    expect(hours.map((one) => minuteNumber(one.at))).toEqual([60, 120, 180, 240]);
    expect(hours[1]).toMatchObject({ open: 10_0060, high: 10_0119, low: 10_0060, close: 10_0119, volume: 6_000 });
    expect(longerBars(day.slice(0, 7), 5).map((one) => one.volume)).toEqual([500, 200]);
  });

  it("take live bars in order", () => {
    const two = [minute(1), minute(2)];
    expect(withBar(two, minute(3)).map((one) => minuteNumber(one.at))).toEqual([1, 2, 3]);
    expect(withBar(two, minute(2, 11_0000)).at(-1)?.close).toBe(11_0000);
    expect(withBar(two, minute(1, 9_0000))[0]?.close).toBe(9_0000);
  });

  it("of older days are left out", () => {
    const old = { ...minute(240), at: minute(240).at - 1440 * MINUTE };
    expect(newestDay([old, minute(1)], "600000.SH")).toHaveLength(1);
  });
});

describe("growing bars", () => {
  const today = bar(MIDNIGHT + 900 * MINUTE, 10_0000, 10_5000, 9_9000, 10_2000, 300);
  const yesterday = bar(today.at - 1440 * MINUTE, 9_8000, 10_1000, 9_7000, 10_0000, 200);
  it("of a day stand beside the day before", () => expect(growingBar(yesterday, today, "day")).toBe(today));
  it("of a week are joined with the days before", () => {
    expect(growingBar(yesterday, today, "week")).toMatchObject({ at: today.at, open: 9_8000, high: 10_5000, low: 9_7000, close: 10_2000, volume: 500 });
  });
  it("of a new week or month start alone", () => {
    const lastWeek = { ...yesterday, at: today.at - 7 * 1440 * MINUTE };
    expect(growingBar(lastWeek, today, "week")).toBe(today);
    expect(growingBar({ ...lastWeek, at: today.at - 30 * 1440 * MINUTE }, today, "month")).toBe(today);
  });
});

describe("the intraday drawing", () => {
  const points = intradayPoints([minute(1, 10_0000), minute(2, 10_2000)], 10_1000);
  const frame = frameOf({ points, preClose: 10_1000, tick: 100, decimals: 2 }, 900, 500);
  it("averages by turnover over volume", () => expect(points.map((one) => one.average)).toEqual([10_0000, 10_1000]));
  it("has the close before in the middle and reads prices back from pixels", () => {
    expect(yOf(frame, 10_1000)).toBe((frame.top + frame.priceBottom) / 2);
    expect(priceAt(frame, yOf(frame, 10_1500))).toBeCloseTo(10_1500, 6);
    for (const number of [1, 120, 240]) expect(minuteAt(frame, xOf(frame, number))).toBe(number);
  });
});
