import { describe, expect, it } from "vitest";
import { ResultCode, Side } from "../../generated/contracts";
import type { DayFigures } from "../market/instrument";
import { type Draft, hintsOf } from "./hints";

const bank: DayFigures = { date: 20261123, tick: 100, pre_close: 10_0000, limit_up: 11_0000, limit_down: 9_0000, min_qty: 100, step_qty: 100, max_limit_qty: 1_000_000, settle_days: 1, suspended: false };
const star = { ...bank, min_qty: 200, step_qty: 1 };
const gold = { ...bank, tick: 10, settle_days: 0 };
const buy: Draft = { side: Side.BUY, price: 10_0000, qty: 100, day: bank, largest: 1_000, sellable: 250, boughtToday: 0 };
const sell: Draft = { ...buy, side: Side.SELL };

describe("hints", () => {
  it("are silent for an order that the counter would take", () => expect([hintsOf(buy), hintsOf(sell)]).toEqual([[], []]));

  it.each([
    ["off the tick", { ...buy, price: 10_0050 }, ResultCode.PRICE_OFF_TICK],
    ["above the limit", { ...buy, price: 11_0100 }, ResultCode.PRICE_ABOVE_LIMIT],
    ["below the limit", { ...buy, price: 8_9900 }, ResultCode.PRICE_BELOW_LIMIT],
    ["off the tick of a fund", { ...buy, day: gold, price: 10_0005 }, ResultCode.PRICE_OFF_TICK],
    ["for a suspended security", { ...buy, day: { ...bank, suspended: true } }, ResultCode.INSTRUMENT_SUSPENDED],
    ["more than is held of a T+0 fund", { ...sell, qty: 300, boughtToday: 100, day: gold }, ResultCode.INSUFFICIENT_SHARES],
    ["a part of what STAR sells whole", { ...sell, qty: 100, day: star }, ResultCode.ODD_LOT_NOT_WHOLE],
    ["not in lots", { ...buy, qty: 150 }, ResultCode.QUANTITY_NOT_IN_LOTS],
    ["too small for its board", { ...buy, qty: 199, day: star }, ResultCode.QUANTITY_TOO_SMALL],
    ["too large", { ...buy, qty: 1_000_100 }, ResultCode.QUANTITY_TOO_LARGE],
    ["more than the cash", { ...buy, qty: 1_100 }, ResultCode.INSUFFICIENT_CASH],
    ["more than is held", { ...sell, qty: 300 }, ResultCode.INSUFFICIENT_SHARES],
    ["bought today", { ...sell, qty: 300, boughtToday: 100 }, ResultCode.BOUGHT_TODAY_NOT_SELLABLE],
    ["a part of an odd lot", { ...sell, qty: 30 }, ResultCode.ODD_LOT_NOT_WHOLE],
  ] as const)("say when an order is %s", (_, draft, code) => expect(hintsOf(draft)).toEqual([code]));

  it("know no limit on a day without one", () => expect(hintsOf({ ...buy, price: 90_0000, qty: 0, day: { ...bank, limit_up: 0, limit_down: 0 } })).toEqual([]));
  it("wait for the figures of the day", () => expect(hintsOf({ ...buy, qty: 150, day: null })).toEqual([]));

  it.each([50, 100, 150, 200, 250])("let %i of 250 be sold", (qty) => expect(hintsOf({ ...sell, qty })).toEqual([]));
});
