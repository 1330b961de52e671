// What the model of an account keeps.

import type { OrderStatus, Side } from "../src/generated/contracts";

export interface Cash {
  balance: number;
  frozen: number;
  bought: number;
  sold: number;
}

export interface Order {
  readonly id: number;
  readonly clientId: string;
  readonly symbol: string;
  readonly side: Side;
  readonly price: number;
  readonly qty: number;
  readonly date: number;
  readonly placedAt: number;
  status: OrderStatus;
  cum: number;
  cumAmount: number;
  cancelled: number;
  fees: number;
  fills: number;
}

export interface Position {
  last: number;
  buy: number;
  sell: number;
  frozen: number;
  cost: number;
}
