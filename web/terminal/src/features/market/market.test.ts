import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { SecurityClass } from "../../generated/contracts";
import { priceBefore, priceDecimals, settleDays } from "./instrument";
import type { InstrumentRow } from "./instrument_rows";
import { Market } from "./market";

const TODAY = 20261123;
const TOMORROW = 20261124;
const dates: string[] = [];
let inForce = TODAY;
let broken = 0;

function rowOf(date: number): InstrumentRow {
  const day = { date, tick: 10, pre_close: date === TODAY ? 5_0000 : 5_1000, limit_up: 0, limit_down: 0, min_qty: 100, step_qty: 100, max_limit_qty: 1_000_000, settle_days: 0, suspended: date === TOMORROW };
  return { symbol: "518880.SH", name: "黄金ETF", name_en: "Gold ETF", pinyin: "HJETF", venue: "SSE", board: "FUND", sec_class: "GOLD_ETF", reference_price: 4_0000, industry: "", day };
}

/** Answers as the server: with the figures of the date that was asked for, else of the day in force. */
async function answer(path: string): Promise<Response> {
  const asked = new URL(path, "http://market").searchParams.get("date");
  dates.push(asked ?? "");
  const row = rowOf(Number(asked) || inForce);
  await new Promise((done) => setTimeout(done, 50));
  if (broken > 0) {
    broken -= 1;
    throw new TypeError("the line is broken");
  }
  return new Response(JSON.stringify([row]));
}

const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(200);
const held = (market: Market): number | undefined => market.instruments.get("518880.SH")?.day?.date;

describe("figures of the trading day", () => {
  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal("fetch", answer);
    [dates.length, inForce, broken] = [0, TODAY, 0];
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it("come from the server, not from board and class", async () => {
    const market = new Market({ send: () => undefined });
    await Promise.all([market.loadAll(), settle()]);
    const gold = market.instruments.get("518880.SH");
    expect([priceDecimals(gold), settleDays(gold), priceBefore(gold)]).toEqual([3, 0, 5_0000]);
    if (gold === undefined || gold.day === null) throw new Error("the figures of the day are missing");
    const index = { ...gold, sec_class: SecurityClass.INDEX, day: { ...gold.day, tick: 1 } };
    expect(priceDecimals(index)).toBe(2);
    expect([priceDecimals(undefined), settleDays(undefined), priceBefore(undefined)]).toEqual([2, 1, 0]);
  });

  it("are not read twice when the clock names the day that is held", async () => {
    const market = new Market({ send: () => undefined });
    await Promise.all([market.loadAll(), settle()]);
    market.beginDay(TODAY);
    market.beginDay(TODAY);
    await settle();
    expect([dates, market.reloads.count]).toEqual([[""], 0]);
  });

  it("are read again when the day rolls", async () => {
    const market = new Market({ send: () => undefined });
    await Promise.all([market.loadAll(), settle()]);
    market.beginDay(TODAY);
    market.beginDay(TOMORROW);
    await settle();
    expect([dates, held(market), market.reloads.count]).toEqual([["", String(TOMORROW)], TOMORROW, 1]);
    expect(market.instruments.get("518880.SH")?.day?.suspended).toBe(true);
  });

  it("are asked for by date where the server still has the day before in force", async () => {
    const market = new Market({ send: () => undefined });
    void market.loadAll();
    market.beginDay(TOMORROW);
    await vi.advanceTimersByTimeAsync(1_000);
    expect([dates, held(market)]).toEqual([["", String(TOMORROW)], TOMORROW]);
  });

  it("of the day before, answered late, overwrite nothing", async () => {
    const market = new Market({ send: () => undefined });
    market.beginDay(TODAY);
    void market.loadAll();
    await vi.advanceTimersByTimeAsync(20);
    market.beginDay(TOMORROW);
    await vi.advanceTimersByTimeAsync(2_000);
    expect([dates, held(market)]).toEqual([[String(TODAY), String(TOMORROW)], TOMORROW]);
  });

  it("are asked for until they are there", async () => {
    broken = 3;
    const market = new Market({ send: () => undefined });
    void market.loadAll();
    await vi.advanceTimersByTimeAsync(20_000);
    expect([dates.length, held(market)]).toEqual([4, TODAY]);
  });
});
