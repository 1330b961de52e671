import { describe, expect, it } from "vitest";
import { ResultCode, Side } from "../../generated/contracts";
import { asInstrument } from "../market/instrument_rows";
import { type Draft, hintsOf } from "./hints";

const bank = asInstrument({ symbol: "600000.SH", name: "", name_en: "", pinyin: "", venue: "SSE", board: "MAIN", sec_class: "STOCK", reference_price: 10_0000, industry: "" });
const star = { ...bank, min_qty: 200, step_qty: 1 };
const buy: Draft = { side: Side.BUY, price: 10_0000, qty: 100, instrument: bank, limits: { up: 11_0000, down: 9_0000 }, largest: 1_000, sellable: 250, boughtToday: 0 };
const sell: Draft = { ...buy, side: Side.SELL };

describe("hints", () => {
  it("are silent for an order that the counter would take", () => expect([hintsOf(buy), hintsOf(sell)]).toEqual([[], []]));

  it.each([
    ["off the tick", { ...buy, price: 10_0050 }, ResultCode.PRICE_OFF_TICK],
    ["above the limit", { ...buy, price: 11_0100 }, ResultCode.PRICE_ABOVE_LIMIT],
    ["below the limit", { ...buy, price: 8_9900 }, ResultCode.PRICE_BELOW_LIMIT],
    ["not in lots", { ...buy, qty: 150 }, ResultCode.QUANTITY_NOT_IN_LOTS],
    ["too small for its board", { ...buy, qty: 199, instrument: star }, ResultCode.QUANTITY_TOO_SMALL],
    ["too large", { ...buy, qty: 1_000_100 }, ResultCode.QUANTITY_TOO_LARGE],
    ["more than the cash", { ...buy, qty: 1_100 }, ResultCode.INSUFFICIENT_CASH],
    ["more than is held", { ...sell, qty: 300 }, ResultCode.INSUFFICIENT_SHARES],
    ["bought today", { ...sell, qty: 300, boughtToday: 100 }, ResultCode.BOUGHT_TODAY_NOT_SELLABLE],
    ["a part of an odd lot", { ...sell, qty: 30 }, ResultCode.ODD_LOT_NOT_WHOLE],
  ] as const)("say when an order is %s", (_, draft, code) => expect(hintsOf(draft)).toEqual([code]));

  it.each([50, 100, 150, 200, 250])("let %i of 250 be sold", (qty) => expect(hintsOf({ ...sell, qty })).toEqual([]));
});
