import { describe, expect, it } from "vitest";
import type { ClockState } from "../generated/contracts";
import { dateOf, dateText, daysBefore, marketNow, minuteOfDay, timeText } from "./market_time";

const AT = Date.UTC(2026, 10, 20, 9, 30, 5) * 1000;

describe("market time", () => {
  it("is read as it is, whatever the zone of the machine", () => {
    expect([timeText(AT), dateOf(AT), minuteOfDay(AT), timeText(0)]).toEqual(["09:30:05", 20261120, 570, ""]);
    expect([dateText(20261120), dateText(0), daysBefore(20260301, 1)]).toEqual(["2026-11-20", "", 20260228]);
  });

  it("runs at the speed of the clock and stands when the clock stands", () => {
    const clock: ClockState = { mode: 2, trading_date: 20261120, phase: 5, stage: 1, market_at: AT, wall_at: 1_000_000, speed_milli: 40_000, next_phase: 6, next_phase_at: 0, looping: true, seed: 1 };
    expect(marketNow(clock, 2_500_000) - AT).toBe(60_000_000);
    expect(marketNow({ ...clock, speed_milli: 0 }, 9_000_000)).toBe(AT);
    expect(marketNow(clock, 0)).toBe(AT);
  });
});
