// Columns of orders, for today's list and for history alike.

import type { MarketTime, Money, OrderStatus, Price, Quantity, Side, SecuritySymbol, TradingDate } from "../../generated/contracts";
import { OrderStatus as Status, Side as Sides } from "../../generated/contracts";
import { moneyText, priceText, quantityText } from "../../shared/format";
import { dateText, timeText } from "../../shared/market_time";
import type { Column } from "../../shared/table_columns";
import { numbered, resultText } from "../../shared/text";
import { divHalfUp } from "../../shared/units";
import { codeOf, priceDecimals } from "../market/instrument";
import type { Market } from "../market/market";

/** What the columns need of an order; both an `OrderChanged` and a row of history have it. */
export interface OrderRow {
  readonly order_id: number;
  readonly symbol: SecuritySymbol;
  readonly side: Side;
  readonly price: Price;
  readonly qty: Quantity;
  readonly status: OrderStatus;
  readonly cum_qty: Quantity;
  readonly cum_amount: Money;
  readonly cxl_qty: Quantity;
  readonly fees: Money;
  readonly result: number;
  readonly trading_date: TradingDate;
  readonly placed_at: MarketTime;
}

const FINAL: readonly number[] = [Status.PART_CANCELED, Status.CANCELED, Status.FILLED, Status.REJECTED];

export function isFinal(order: OrderRow): boolean {
  return FINAL.includes(order.status);
}

/** Whether a cancel would be of use: the order lives and none is under way. */
export function isCancellable(order: OrderRow): boolean {
  return !isFinal(order) && order.status !== Status.REPORTED_PENDING_CANCEL && order.status !== Status.PART_PENDING_CANCEL;
}

export function sideTone(side: Side): string {
  return side === Sides.BUY ? "up" : "down";
}

function statusTone(order: OrderRow): string {
  if (order.status === Status.REJECTED) return "warn";
  return isFinal(order) ? "muted" : "";
}

export const ORDER_STACKS = [
  ["name", "time"],
  ["price", "average"],
  ["qty", "filled"],
  ["side", "status"],
] as const;

export function orderColumns(market: Market, withDate: boolean): readonly Column<OrderRow>[] {
  const price = (order: OrderRow, value: Price): string =>
    priceText(value, priceDecimals(market.instruments.get(order.symbol)));
  const average = (order: OrderRow): number => (order.cum_qty === 0 ? 0 : divHalfUp(order.cum_amount, order.cum_qty));
  const date: Column<OrderRow> = {
    key: "date",
    title: "table.date",
    text: (order) => dateText(order.trading_date),
    sort: (order) => order.trading_date,
  };
  return [
    ...(withDate ? [date] : []),
    { key: "time", title: "table.time", text: (order) => timeText(order.placed_at), sort: (order) => order.placed_at },
    { key: "code", title: "table.code", text: (order) => codeOf(order.symbol), sort: (order) => order.symbol },
    { key: "name", title: "table.name", text: (order) => market.nameOf(order.symbol) || codeOf(order.symbol), sort: (order) => market.nameOf(order.symbol) },
    { key: "side", title: "table.side", text: (order) => numbered("side", order.side), tone: (order) => sideTone(order.side), sort: (order) => order.side },
    { key: "price", title: "table.price", align: "right", text: (order) => price(order, order.price), sort: (order) => order.price },
    { key: "qty", title: "table.qty", align: "right", text: (order) => quantityText(order.qty), sort: (order) => order.qty },
    { key: "filled", title: "table.filled", align: "right", text: (order) => quantityText(order.cum_qty), sort: (order) => order.cum_qty },
    { key: "average", title: "table.average", align: "right", text: (order) => price(order, average(order)), sort: average },
    { key: "cancelled", title: "table.cancelled", align: "right", text: (order) => (order.cxl_qty === 0 ? "" : quantityText(order.cxl_qty)), sort: (order) => order.cxl_qty },
    { key: "status", title: "table.status", text: (order) => numbered("status", order.status), tone: statusTone, sort: (order) => order.status },
    { key: "note", title: "table.note", text: (order) => (order.result === 0 ? "" : resultText(order.result)), tone: () => "muted" },
    { key: "fees", title: "table.fees", align: "right", text: (order) => (order.fees === 0 ? "" : moneyText(order.fees)), sort: (order) => order.fees },
    { key: "id", title: "table.order_id", align: "right", text: (order) => String(order.order_id), sort: (order) => order.order_id },
  ];
}
