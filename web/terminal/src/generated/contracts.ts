/* eslint-disable */
// Generated from src/tradehall/contracts by `tradehall generate`; change the contracts, not this file.
//
// Every struct has a named form (an interface). Those that travel as arrays also have a wire form (a tuple)
// and a decoder. Times are microseconds of Beijing wall time; money and prices are integers of 1/10,000 yuan.

export const WIRE_VERSION = 1 as const;

/** 1/10,000 yuan */
export type Money = number;
/** 1/10,000 yuan a share */
export type Price = number;
/** shares */
export type Quantity = number;
/** 1/100,000,000 */
export type Rate = number;
/** cash account number 资金账号, ten digits */
export type AccountId = number;
/** order number 委托编号, unique in its shard for ever */
export type OrderId = number;
/** code.venue suffix */
export type SecuritySymbol = string;
/** yyyymmdd */
export type TradingDate = number;
/** microseconds since 1970-01-01T00:00 Beijing wall time of the market clock */
export type MarketTime = number;

/** Board 板块. */
export const Board = {
  MAIN: 1,
  CHINEXT: 2,
  STAR: 3,
  BSE: 4,
  FUND: 5,
  BOND: 6,
  INDEX: 7,
} as const;
export type Board = (typeof Board)[keyof typeof Board];

/** Why the cash of an account changed. */
export const CashReason = {
  OPENED: 0,
  DEPOSIT: 1,
  WITHDRAW: 2,
  ORDER_FREEZE: 3,
  ORDER_RELEASE: 4,
  FILL: 5,
  SETTLE: 6,
  DAY_OPEN: 7,
} as const;
export type CashReason = (typeof CashReason)[keyof typeof CashReason];

/** Where a request came from. */
export const Channel = {
  TERMINAL: 1,
  API: 2,
  FIX: 3,
  COUNTER: 4,
  SYSTEM: 9,
} as const;
export type Channel = (typeof Channel)[keyof typeof Channel];

/** Mode of the session clock. */
export const ClockMode = {
  BEIJING: 1,
  COMPRESSED: 2,
  REPLAY: 3,
} as const;
export type ClockMode = (typeof ClockMode)[keyof typeof ClockMode];

/** Stage of the firm's trading day, from the counter's point of view. */
export const DayStage = {
  NONE: 0,
  OPEN: 1,
  CLOSED: 2,
  SETTLED: 3,
} as const;
export type DayStage = (typeof DayStage)[keyof typeof DayStage];

/** Order states with their customary numbers (trading-rules 10). */
export const OrderStatus = {
  NOT_REPORTED: 48,
  TO_REPORT: 49,
  REPORTED: 50,
  REPORTED_PENDING_CANCEL: 51,
  PART_PENDING_CANCEL: 52,
  PART_CANCELED: 53,
  CANCELED: 54,
  PART_FILLED: 55,
  FILLED: 56,
  REJECTED: 57,
} as const;
export type OrderStatus = (typeof OrderStatus)[keyof typeof OrderStatus];

/** Order types of trading-rules 8. */
export const OrderType = {
  LIMIT: 1,
  BEST5_OR_CANCEL: 2,
  BEST5_OR_LIMIT: 3,
  OWN_BEST: 4,
  OPP_BEST: 5,
  IOC: 6,
  FOK: 7,
} as const;
export type OrderType = (typeof OrderType)[keyof typeof OrderType];

/** Phase of a venue's day (trading-rules 6). */
export const Phase = {
  CLOSED: 0,
  PRE_OPEN: 1,
  OPEN_CALL_A: 2,
  OPEN_CALL_B: 3,
  PRE_CONT: 4,
  CONT_AM: 5,
  BREAK: 6,
  CONT_PM: 7,
  CLOSE_CALL: 8,
  POST_CLOSE: 9,
  AFTER_HOURS: 10,
} as const;
export type Phase = (typeof Phase)[keyof typeof Phase];

/** Why a position changed. */
export const PositionReason = {
  TRANSFER: 1,
  ORDER_FREEZE: 2,
  ORDER_RELEASE: 3,
  FILL: 4,
  SETTLE: 5,
} as const;
export type PositionReason = (typeof PositionReason)[keyof typeof PositionReason];

/** Class of a security; fees, T+0 and ticks follow it. */
export const SecurityClass = {
  STOCK: 1,
  CDR: 2,
  STOCK_ETF: 10,
  CROSS_BORDER_ETF: 11,
  BOND_ETF: 12,
  MONEY_ETF: 13,
  GOLD_ETF: 14,
  COMMODITY_ETF: 15,
  LOF: 16,
  REIT: 17,
  CONVERTIBLE_BOND: 20,
  TREASURY_BOND: 21,
  REPO: 22,
  INDEX: 30,
} as const;
export type SecurityClass = (typeof SecurityClass)[keyof typeof SecurityClass];

export const Side = {
  BUY: 1,
  SELL: 2,
} as const;
export type Side = (typeof Side)[keyof typeof Side];

/** Exchange 交易所. */
export const Venue = {
  SSE: 1,
  SZSE: 2,
  BSE: 3,
} as const;
export type Venue = (typeof Venue)[keyof typeof Venue];

/** Outcome of one command. */
export const ResultCode = {
  OK: 0,
  MALFORMED: 100,
  UNKNOWN_ACCOUNT: 101,
  ACCOUNT_HALTED: 102,
  REPEATED_ID_DIFFERS: 103,
  ACCOUNT_EXISTS: 104,
  NOT_PERMITTED: 105,
  UNKNOWN_INSTRUMENT: 200,
  INSTRUMENT_SUSPENDED: 201,
  QUANTITY_NOT_IN_LOTS: 202,
  ODD_LOT_NOT_WHOLE: 203,
  QUANTITY_TOO_LARGE: 204,
  QUANTITY_TOO_SMALL: 205,
  PRICE_OFF_TICK: 206,
  PRICE_ABOVE_LIMIT: 207,
  PRICE_BELOW_LIMIT: 208,
  PHASE_NOT_ACCEPTING: 209,
  ORDER_TYPE_NOT_ALLOWED: 210,
  PRICE_OUTSIDE_CAGE: 211,
  PRICE_NOT_POSITIVE: 212,
  INSUFFICIENT_CASH: 300,
  INSUFFICIENT_SHARES: 301,
  BOUGHT_TODAY_NOT_SELLABLE: 302,
  INSUFFICIENT_WITHDRAWABLE: 303,
  AMOUNT_NOT_POSITIVE: 304,
  AMOUNT_TOO_LARGE: 305,
  UNKNOWN_ORDER: 400,
  ORDER_FINISHED: 401,
  CANCEL_ALREADY_PENDING: 402,
  PHASE_NOT_CANCELLABLE: 403,
  EXCHANGE_UNKNOWN_INSTRUMENT: 500,
  EXCHANGE_REFUSED: 501,
  EXCHANGE_DUPLICATE: 502,
  SHARD_NOT_READY: 600,
  SHARD_HALTED: 601,
  TOO_BUSY: 602,
  DAY_NOT_OPEN: 603,
  DAY_ALREADY_OPEN: 604,
  DAY_NOT_CLOSED: 605,
  DAY_WRONG_DATE: 606,
  DAY_REPORTS_MISSING: 607,
  CLOCK_FOLLOWS_BEIJING: 608,
  SESSION_TICKET_REFUSED: 700,
  SESSION_NOT_ENTITLED: 701,
  SESSION_TOO_MANY_TOPICS: 702,
  SESSION_RATE_LIMITED: 703,
  SESSION_FRAME_REFUSED: 704,
} as const;
export type ResultCode = (typeof ResultCode)[keyof typeof ResultCode];

/** Words of each result code: what happened and what to do. */
export const RESULT_TEXTS: Readonly<Record<number, { zh: string; en: string }>> = {
  0: { zh: "成功。", en: "Done." },
  100: { zh: "请求格式有误，请检查后重发。", en: "The request was malformed; check it and send it again." },
  101: { zh: "没有这个资金账户，请核对账号。", en: "There is no such cash account; check the number." },
  102: { zh: "账户已暂停交易，请联系营业部。", en: "The account is halted; call your branch." },
  103: { zh: "这个委托标识已用于另一笔内容不同的请求，请换一个标识。", en: "This client id was used for a different request; use a new id." },
  104: { zh: "资金账户已存在。", en: "The cash account exists already." },
  105: { zh: "账户没有该板块或品种的交易权限。", en: "The account has no permission for this board or class." },
  200: { zh: "没有这个证券代码，请核对代码。", en: "There is no such security; check the code." },
  201: { zh: "该证券停牌，暂不接受委托。", en: "The security is suspended; no orders are accepted." },
  202: { zh: "买入数量须为一手的整数倍。", en: "The quantity must be a whole number of lots." },
  203: { zh: "不足一手的零股须一次性全部卖出。", en: "An odd lot must be sold whole, in one order." },
  204: { zh: "数量超过单笔上限，请拆成几笔。", en: "The quantity exceeds the order maximum; split the order." },
  205: { zh: "数量低于最低申报数量。", en: "The quantity is below the minimum for this board." },
  206: { zh: "价格不是最小变动价位的整数倍。", en: "The price is not a multiple of the tick." },
  207: { zh: "价格高于涨停价。", en: "The price is above the upper limit of the day." },
  208: { zh: "价格低于跌停价。", en: "The price is below the lower limit of the day." },
  209: { zh: "当前时段不接受委托，请在交易时段再试。", en: "Orders are not accepted in this phase; try again in trading hours." },
  210: { zh: "该市场或时段不支持此委托类型。", en: "This order type is not allowed on this market or in this phase." },
  211: { zh: "价格超出有效申报价格范围。", en: "The price is outside the effective price range (price cage)." },
  212: { zh: "价格须大于零。", en: "The price must be positive." },
  300: { zh: "可用资金不足。", en: "The available cash is not enough." },
  301: { zh: "可卖数量不足。", en: "The sellable quantity is not enough." },
  302: { zh: "当日买入的证券要到下一交易日才能卖出（T+1）。", en: "Shares bought today can be sold from the next trading day (T+1)." },
  303: { zh: "可取资金不足。", en: "The withdrawable cash is not enough." },
  304: { zh: "金额须大于零。", en: "The amount must be positive." },
  305: { zh: "金额超过系统上限。", en: "The amount exceeds the system maximum." },
  400: { zh: "没有这笔委托。", en: "There is no such order." },
  401: { zh: "委托已经完成，不能撤单。", en: "The order is finished and cannot be cancelled." },
  402: { zh: "撤单已经提交，请等待结果。", en: "A cancel is pending already; wait for its result." },
  403: { zh: "当前时段不接受撤单（如9:20–9:25、14:57–15:00）。", en: "Cancels are not accepted in this phase (such as 9:20-9:25 and 14:57-15:00)." },
  500: { zh: "交易所没有这个证券。", en: "The exchange does not know this security." },
  501: { zh: "交易所拒绝了该申报。", en: "The exchange refused the order." },
  502: { zh: "交易所已收到过该申报。", en: "The exchange has had this order already." },
  600: { zh: "柜台正在启动，请稍后再试。", en: "The counter is starting; try again shortly." },
  601: { zh: "柜台已停机保护，未作任何改动，请联系运维。", en: "The counter has halted to protect its books; nothing was changed, call operations." },
  602: { zh: "柜台繁忙，请求未被受理，请稍后再试。", en: "The counter is too busy; the request was not taken, try again shortly." },
  603: { zh: "交易日尚未开始。", en: "The trading day is not open." },
  604: { zh: "交易日已经开始。", en: "The trading day is open already." },
  605: { zh: "交易日尚未收市，不能清算。", en: "The trading day is not closed; it cannot be settled." },
  606: { zh: "交易日期不符。", en: "The trading date does not match." },
  607: { zh: "交易所回报尚未收齐，不能收市。", en: "Exchange reports are still missing; the day cannot be closed." },
  608: { zh: "会话时钟跟随北京时间，不能拨动；收市后自动清算。", en: "The session clock follows Beijing time and cannot be moved; the day ends by itself." },
  700: { zh: "登录凭证无效或已过期，请重新登录。", en: "The ticket was refused or has expired; log in again." },
  701: { zh: "没有查看或操作该内容的权限。", en: "You are not entitled to this account or subject." },
  702: { zh: "订阅数量超过上限。", en: "The session has reached its subscription limit." },
  703: { zh: "请求过于频繁，请稍后再试。", en: "Too many requests; slow down." },
  704: { zh: "消息格式有误。", en: "The message was not understood." },
};

/**
 * Where the market's day stands, anchored to the machine's clock.
 *
 * Market time now = `market_at + (wall_now - wall_at) × speed_milli // 1000` until the next `ClockState`.
 * `speed_milli` is 1000 in real time and 0 when the clock stands. `looping` says that the next day opens by itself.
 */
export interface ClockState {
  readonly mode: ClockMode;
  readonly trading_date: TradingDate;
  readonly phase: Phase;
  readonly stage: DayStage;
  readonly market_at: MarketTime;
  readonly wall_at: number;
  readonly speed_milli: number;
  readonly next_phase: Phase;
  readonly next_phase_at: MarketTime;
  readonly looping: boolean;
  readonly seed: number;
}

export type ClockStateWire = readonly [
  mode: ClockMode,
  trading_date: TradingDate,
  phase: Phase,
  stage: DayStage,
  market_at: MarketTime,
  wall_at: number,
  speed_milli: number,
  next_phase: Phase,
  next_phase_at: MarketTime,
  looping: boolean,
  seed: number,
];

export function decodeClockState(wire: ClockStateWire): ClockState {
  return {
    mode: wire[0],
    trading_date: wire[1],
    phase: wire[2],
    stage: wire[3],
    market_at: wire[4],
    wall_at: wire[5],
    speed_milli: wire[6],
    next_phase: wire[7],
    next_phase_at: wire[8],
    looping: wire[9],
    seed: wire[10],
  };
}

export interface WelcomeFrame {
  readonly t: "welcome";
  readonly version: number;
  readonly user: string;
  readonly accounts: readonly AccountId[];
  readonly can_trade: boolean;
  readonly heartbeat_s: number;
  readonly clock: ClockState | null;
}

export interface WelcomeFrameWire {
  readonly t: "welcome";
  readonly version: number;
  readonly user: string;
  readonly accounts: readonly AccountId[];
  readonly can_trade: boolean;
  readonly heartbeat_s: number;
  readonly clock?: ClockStateWire | null;
}

export function decodeWelcomeFrame(wire: WelcomeFrameWire): WelcomeFrame {
  return {
    t: "welcome",
    version: wire.version,
    user: wire.user,
    accounts: wire.accounts,
    can_trade: wire.can_trade,
    heartbeat_s: wire.heartbeat_s,
    clock: wire.clock == null ? null : decodeClockState(wire.clock),
  };
}

/**
 * Commission plan of an account: one rate for stocks and one for funds.
 *
 * `includes_statutory` says that handling and regulatory fees are inside the quoted rate (all-in).
 */
export interface CommissionPlan {
  readonly stock_rate: Rate;
  readonly stock_minimum: Money;
  readonly fund_rate: Rate;
  readonly fund_minimum: Money;
  readonly includes_statutory: boolean;
}

export type CommissionPlanWire = readonly [
  stock_rate: Rate,
  stock_minimum: Money,
  fund_rate: Rate,
  fund_minimum: Money,
  includes_statutory: boolean,
];

export function decodeCommissionPlan(wire: CommissionPlanWire): CommissionPlan {
  return {
    stock_rate: wire[0],
    stock_minimum: wire[1],
    fund_rate: wire[2],
    fund_minimum: wire[3],
    includes_statutory: wire[4],
  };
}

/** An account was opened or its settings were replaced. */
export interface AccountChanged {
  readonly kind: "AccountChanged";
  readonly account_id: AccountId;
  readonly stream_seq: number;
  readonly client_no: string;
  readonly investor_sh: string;
  readonly investor_sz: string;
  readonly investor_bj: string;
  readonly commission: CommissionPlan;
  readonly permissions: number;
  readonly halted: boolean;
  readonly request_id: string;
  readonly at: MarketTime;
}

export type AccountChangedWire = readonly [
  tag: 1,
  account_id: AccountId,
  stream_seq: number,
  client_no: string,
  investor_sh: string,
  investor_sz: string,
  investor_bj: string,
  commission: CommissionPlanWire,
  permissions: number,
  halted: boolean,
  request_id: string,
  at: MarketTime,
];

export function decodeAccountChanged(wire: AccountChangedWire): AccountChanged {
  return {
    kind: "AccountChanged",
    account_id: wire[1],
    stream_seq: wire[2],
    client_no: wire[3],
    investor_sh: wire[4],
    investor_sz: wire[5],
    investor_bj: wire[6],
    commission: decodeCommissionPlan(wire[7]),
    permissions: wire[8],
    halted: wire[9],
    request_id: wire[10],
    at: wire[11],
  };
}

/**
 * Cash of an account after a change (fees-and-clearing 2).
 *
 * `amount` is the signed change that `reason` names: the deposit, the withdrawal (negative), the net of a fill,
 * the change of the freeze, or the net that settlement moved into the balance. `ref` is the request id of a deposit
 * or withdrawal, the order number of an order or fill, the trading date of a settlement.
 */
export interface CashChanged {
  readonly kind: "CashChanged";
  readonly account_id: AccountId;
  readonly stream_seq: number;
  readonly balance: Money;
  readonly frozen_order: Money;
  readonly frozen_other: Money;
  readonly bought_today: Money;
  readonly sold_today: Money;
  readonly deposit_today: Money;
  readonly withdraw_today: Money;
  readonly reason: CashReason;
  readonly amount: Money;
  readonly ref: string;
  readonly at: MarketTime;
}

export type CashChangedWire = readonly [
  tag: 2,
  account_id: AccountId,
  stream_seq: number,
  balance: Money,
  frozen_order: Money,
  frozen_other: Money,
  bought_today: Money,
  sold_today: Money,
  deposit_today: Money,
  withdraw_today: Money,
  reason: CashReason,
  amount: Money,
  ref: string,
  at: MarketTime,
];

export function decodeCashChanged(wire: CashChangedWire): CashChanged {
  return {
    kind: "CashChanged",
    account_id: wire[1],
    stream_seq: wire[2],
    balance: wire[3],
    frozen_order: wire[4],
    frozen_other: wire[5],
    bought_today: wire[6],
    sold_today: wire[7],
    deposit_today: wire[8],
    withdraw_today: wire[9],
    reason: wire[10],
    amount: wire[11],
    ref: wire[12],
    at: wire[13],
  };
}

/**
 * A position after a change (fees-and-clearing 2 and 4).
 *
 * `holding_cost` and `diluted_cost` are total costs of the whole quantity held, by the two methods.
 */
export interface PositionChanged {
  readonly kind: "PositionChanged";
  readonly account_id: AccountId;
  readonly stream_seq: number;
  readonly symbol: SecuritySymbol;
  readonly qty_last: Quantity;
  readonly buy_today: Quantity;
  readonly sell_today: Quantity;
  readonly frozen_sell: Quantity;
  readonly frozen_other: Quantity;
  readonly holding_cost: Money;
  readonly diluted_cost: Money;
  readonly reason: PositionReason;
  readonly ref: string;
  readonly at: MarketTime;
}

export type PositionChangedWire = readonly [
  tag: 3,
  account_id: AccountId,
  stream_seq: number,
  symbol: SecuritySymbol,
  qty_last: Quantity,
  buy_today: Quantity,
  sell_today: Quantity,
  frozen_sell: Quantity,
  frozen_other: Quantity,
  holding_cost: Money,
  diluted_cost: Money,
  reason: PositionReason,
  ref: string,
  at: MarketTime,
];

export function decodePositionChanged(wire: PositionChangedWire): PositionChanged {
  return {
    kind: "PositionChanged",
    account_id: wire[1],
    stream_seq: wire[2],
    symbol: wire[3],
    qty_last: wire[4],
    buy_today: wire[5],
    sell_today: wire[6],
    frozen_sell: wire[7],
    frozen_other: wire[8],
    holding_cost: wire[9],
    diluted_cost: wire[10],
    reason: wire[11],
    ref: wire[12],
    at: wire[13],
  };
}

/**
 * The whole image of an order after a change. `qty == cum_qty + leaves + cxl_qty` always.
 *
 * `link_seq` numbers the newest request about this order on the exchange link (0: none was made).
 * `frozen` is the cash still held for a buy. `result` is a `ResultCode`: why it was rejected, else 0.
 */
export interface OrderChanged {
  readonly kind: "OrderChanged";
  readonly account_id: AccountId;
  readonly stream_seq: number;
  readonly order_id: OrderId;
  readonly client_order_id: string;
  readonly symbol: SecuritySymbol;
  readonly side: Side;
  readonly order_type: OrderType;
  readonly price: Price;
  readonly qty: Quantity;
  readonly status: OrderStatus;
  readonly cum_qty: Quantity;
  readonly cum_amount: Money;
  readonly cxl_qty: Quantity;
  readonly frozen: Money;
  readonly fees: Money;
  readonly exch_order_no: number;
  readonly link_seq: number;
  readonly result: number;
  readonly channel: Channel;
  readonly trading_date: TradingDate;
  readonly placed_at: MarketTime;
  readonly at: MarketTime;
}

export type OrderChangedWire = readonly [
  tag: 10,
  account_id: AccountId,
  stream_seq: number,
  order_id: OrderId,
  client_order_id: string,
  symbol: SecuritySymbol,
  side: Side,
  order_type: OrderType,
  price: Price,
  qty: Quantity,
  status: OrderStatus,
  cum_qty: Quantity,
  cum_amount: Money,
  cxl_qty: Quantity,
  frozen: Money,
  fees: Money,
  exch_order_no: number,
  link_seq: number,
  result: number,
  channel: Channel,
  trading_date: TradingDate,
  placed_at: MarketTime,
  at: MarketTime,
];

export function decodeOrderChanged(wire: OrderChangedWire): OrderChanged {
  return {
    kind: "OrderChanged",
    account_id: wire[1],
    stream_seq: wire[2],
    order_id: wire[3],
    client_order_id: wire[4],
    symbol: wire[5],
    side: wire[6],
    order_type: wire[7],
    price: wire[8],
    qty: wire[9],
    status: wire[10],
    cum_qty: wire[11],
    cum_amount: wire[12],
    cxl_qty: wire[13],
    frozen: wire[14],
    fees: wire[15],
    exch_order_no: wire[16],
    link_seq: wire[17],
    result: wire[18],
    channel: wire[19],
    trading_date: wire[20],
    placed_at: wire[21],
    at: wire[22],
  };
}

/**
 * One fill with its fees. `handling` and `regulatory` are inside `commission` when the plan is all-in.
 *
 * The client pays `commission + stamp_duty + transfer`, plus the two when they are outside.
 */
export interface OrderFilled {
  readonly kind: "OrderFilled";
  readonly account_id: AccountId;
  readonly stream_seq: number;
  readonly order_id: OrderId;
  readonly fill_no: number;
  readonly trade_no: number;
  readonly symbol: SecuritySymbol;
  readonly side: Side;
  readonly price: Price;
  readonly qty: Quantity;
  readonly amount: Money;
  readonly commission: Money;
  readonly stamp_duty: Money;
  readonly transfer: Money;
  readonly handling: Money;
  readonly regulatory: Money;
  readonly statutory_inside: boolean;
  readonly trading_date: TradingDate;
  readonly at: MarketTime;
}

export type OrderFilledWire = readonly [
  tag: 11,
  account_id: AccountId,
  stream_seq: number,
  order_id: OrderId,
  fill_no: number,
  trade_no: number,
  symbol: SecuritySymbol,
  side: Side,
  price: Price,
  qty: Quantity,
  amount: Money,
  commission: Money,
  stamp_duty: Money,
  transfer: Money,
  handling: Money,
  regulatory: Money,
  statutory_inside: boolean,
  trading_date: TradingDate,
  at: MarketTime,
];

export function decodeOrderFilled(wire: OrderFilledWire): OrderFilled {
  return {
    kind: "OrderFilled",
    account_id: wire[1],
    stream_seq: wire[2],
    order_id: wire[3],
    fill_no: wire[4],
    trade_no: wire[5],
    symbol: wire[6],
    side: wire[7],
    price: wire[8],
    qty: wire[9],
    amount: wire[10],
    commission: wire[11],
    stamp_duty: wire[12],
    transfer: wire[13],
    handling: wire[14],
    regulatory: wire[15],
    statutory_inside: wire[16],
    trading_date: wire[17],
    at: wire[18],
  };
}

/**
 * Private state of an account as of `stream_seq`: applying later events to it gives the newer state.
 *
 * `orders` and `fills` are those of the trading day. `result` is UNKNOWN_ACCOUNT when there is none.
 */
export interface AccountSnapshot {
  readonly kind: "AccountSnapshot";
  readonly result: number;
  readonly epoch: number;
  readonly stream_seq: number;
  readonly account: AccountChanged | null;
  readonly cash: CashChanged | null;
  readonly positions: readonly PositionChanged[];
  readonly orders: readonly OrderChanged[];
  readonly fills: readonly OrderFilled[];
}

export type AccountSnapshotWire = readonly [
  tag: 95,
  result: number,
  epoch: number,
  stream_seq: number,
  account: AccountChangedWire | null,
  cash: CashChangedWire | null,
  positions: readonly PositionChangedWire[],
  orders: readonly OrderChangedWire[],
  fills: readonly OrderFilledWire[],
];

export function decodeAccountSnapshot(wire: AccountSnapshotWire): AccountSnapshot {
  return {
    kind: "AccountSnapshot",
    result: wire[1],
    epoch: wire[2],
    stream_seq: wire[3],
    account: wire[4] === null ? null : decodeAccountChanged(wire[4]),
    cash: wire[5] === null ? null : decodeCashChanged(wire[5]),
    positions: wire[6].map(decodePositionChanged),
    orders: wire[7].map(decodeOrderChanged),
    fills: wire[8].map(decodeOrderFilled),
  };
}

export interface SnapshotFrame {
  readonly t: "snapshot";
  readonly account: AccountId;
  readonly snapshot: AccountSnapshot;
}

export interface SnapshotFrameWire {
  readonly t: "snapshot";
  readonly account: AccountId;
  readonly snapshot: AccountSnapshotWire;
}

export function decodeSnapshotFrame(wire: SnapshotFrameWire): SnapshotFrame {
  return {
    t: "snapshot",
    account: wire.account,
    snapshot: decodeAccountSnapshot(wire.snapshot),
  };
}

/** Events of one account in order, without a gap; the last one's `stream_seq` is `seq`. */
export interface EventsFrame {
  readonly t: "events";
  readonly account: AccountId;
  readonly epoch: number;
  readonly seq: number;
  readonly events: readonly AccountEvent[];
}

export interface EventsFrameWire {
  readonly t: "events";
  readonly account: AccountId;
  readonly epoch: number;
  readonly seq: number;
  readonly events: readonly AccountEventWire[];
}

export function decodeEventsFrame(wire: EventsFrameWire): EventsFrame {
  return {
    t: "events",
    account: wire.account,
    epoch: wire.epoch,
    seq: wire.seq,
    events: wire.events.map(decodeAccountEvent),
  };
}

/**
 * Level-1 snapshot of one security (trading-rules 12.1).
 *
 * `bids` and `asks` hold up to five `(price, qty)` pairs, best first. In a call auction the first level of
 * both sides carries the indicative price and the matched volume, the second level of one side the
 * unmatched volume, as the exchanges show it. `last`, `open`, `high`, `low` are 0 before the first trade;
 * `close` is 0 until the closing price is known.
 */
export interface Quote {
  readonly symbol: SecuritySymbol;
  readonly at: MarketTime;
  readonly phase: Phase;
  readonly pre_close: Price;
  readonly open: Price;
  readonly high: Price;
  readonly low: Price;
  readonly last: Price;
  readonly close: Price;
  readonly volume: Quantity;
  readonly turnover: Money;
  readonly trades: number;
  readonly limit_up: Price;
  readonly limit_down: Price;
  readonly bids: readonly (readonly [Price, Quantity])[];
  readonly asks: readonly (readonly [Price, Quantity])[];
}

export type QuoteWire = readonly [
  symbol: SecuritySymbol,
  at: MarketTime,
  phase: Phase,
  pre_close: Price,
  open: Price,
  high: Price,
  low: Price,
  last: Price,
  close: Price,
  volume: Quantity,
  turnover: Money,
  trades: number,
  limit_up: Price,
  limit_down: Price,
  bids: readonly (readonly [Price, Quantity])[],
  asks: readonly (readonly [Price, Quantity])[],
];

export function decodeQuote(wire: QuoteWire): Quote {
  return {
    symbol: wire[0],
    at: wire[1],
    phase: wire[2],
    pre_close: wire[3],
    open: wire[4],
    high: wire[5],
    low: wire[6],
    last: wire[7],
    close: wire[8],
    volume: wire[9],
    turnover: wire[10],
    trades: wire[11],
    limit_up: wire[12],
    limit_down: wire[13],
    bids: wire[14],
    asks: wire[15],
  };
}

export interface QuotesFrame {
  readonly t: "quotes";
  readonly at: MarketTime;
  readonly quotes: readonly Quote[];
}

export interface QuotesFrameWire {
  readonly t: "quotes";
  readonly at: MarketTime;
  readonly quotes: readonly QuoteWire[];
}

export function decodeQuotesFrame(wire: QuotesFrameWire): QuotesFrame {
  return {
    t: "quotes",
    at: wire.at,
    quotes: wire.quotes.map(decodeQuote),
  };
}

/** One bar. `at` labels a minute bar by its end minute, as Chinese terminals do (protocols 6.2). */
export interface Bar {
  readonly symbol: SecuritySymbol;
  readonly at: MarketTime;
  readonly open: Price;
  readonly high: Price;
  readonly low: Price;
  readonly close: Price;
  readonly volume: Quantity;
  readonly turnover: Money;
}

export type BarWire = readonly [
  symbol: SecuritySymbol,
  at: MarketTime,
  open: Price,
  high: Price,
  low: Price,
  close: Price,
  volume: Quantity,
  turnover: Money,
];

export function decodeBar(wire: BarWire): Bar {
  return {
    symbol: wire[0],
    at: wire[1],
    open: wire[2],
    high: wire[3],
    low: wire[4],
    close: wire[5],
    volume: wire[6],
    turnover: wire[7],
  };
}

export interface BarsFrame {
  readonly t: "bars";
  readonly at: MarketTime;
  readonly bars: readonly Bar[];
}

export interface BarsFrameWire {
  readonly t: "bars";
  readonly at: MarketTime;
  readonly bars: readonly BarWire[];
}

export function decodeBarsFrame(wire: BarsFrameWire): BarsFrame {
  return {
    t: "bars",
    at: wire.at,
    bars: wire.bars.map(decodeBar),
  };
}

export interface ClockFrame {
  readonly t: "clock";
  readonly clock: ClockState;
}

export interface ClockFrameWire {
  readonly t: "clock";
  readonly clock: ClockStateWire;
}

export function decodeClockFrame(wire: ClockFrameWire): ClockFrame {
  return {
    t: "clock",
    clock: decodeClockState(wire.clock),
  };
}

/** Answer to an order or a cancel, given only when it is durable. */
export interface AnswerFrame {
  readonly t: "answer";
  readonly id: string;
  readonly result: number;
  readonly order_id: OrderId;
  readonly at: MarketTime;
}

export interface AnswerFrameWire {
  readonly t: "answer";
  readonly id: string;
  readonly result: number;
  readonly order_id?: OrderId;
  readonly at?: MarketTime;
}

export function decodeAnswerFrame(wire: AnswerFrameWire): AnswerFrame {
  return {
    t: "answer",
    id: wire.id,
    result: wire.result,
    order_id: wire.order_id ?? 0,
    at: wire.at ?? 0,
  };
}

export interface StreamHead {
  readonly account: AccountId;
  readonly epoch: number;
  readonly seq: number;
}

export interface StreamHeadWire {
  readonly account: AccountId;
  readonly epoch: number;
  readonly seq: number;
}

export function decodeStreamHead(wire: StreamHeadWire): StreamHead {
  return {
    account: wire.account,
    epoch: wire.epoch,
    seq: wire.seq,
  };
}

/** Sent every `heartbeat_s` seconds; a client whose position is behind a head has lost something. */
export interface HeartbeatFrame {
  readonly t: "heartbeat";
  readonly wall: number;
  readonly heads: readonly StreamHead[];
}

export interface HeartbeatFrameWire {
  readonly t: "heartbeat";
  readonly wall: number;
  readonly heads: readonly StreamHeadWire[];
}

export function decodeHeartbeatFrame(wire: HeartbeatFrameWire): HeartbeatFrame {
  return {
    t: "heartbeat",
    wall: wire.wall,
    heads: wire.heads.map(decodeStreamHead),
  };
}

export interface PongFrame {
  readonly t: "pong";
  readonly sent: number;
}

export interface PongFrameWire {
  readonly t: "pong";
  readonly sent?: number;
}

export function decodePongFrame(wire: PongFrameWire): PongFrame {
  return {
    t: "pong",
    sent: wire.sent ?? 0,
  };
}

/** `result` is a `ResultCode`; `fatal` says that the gateway closes the session. */
export interface ErrorFrame {
  readonly t: "error";
  readonly result: number;
  readonly message: string;
  readonly fatal: boolean;
}

export interface ErrorFrameWire {
  readonly t: "error";
  readonly result: number;
  readonly message?: string;
  readonly fatal?: boolean;
}

export function decodeErrorFrame(wire: ErrorFrameWire): ErrorFrame {
  return {
    t: "error",
    result: wire.result,
    message: wire.message ?? "",
    fatal: wire.fatal ?? false,
  };
}

export interface LoginFrame {
  readonly t: "login";
  readonly ticket: string;
  readonly version: number;
  readonly client?: string;
}

/** Where a client stands in a private stream. */
export interface StreamPosition {
  readonly epoch: number;
  readonly seq: number;
}

/** `quotes` and `bars` add symbols; `account` opens a private stream, from `after` when it is given. */
export interface SubscribeFrame {
  readonly t: "subscribe";
  readonly quotes?: readonly SecuritySymbol[];
  readonly bars?: readonly SecuritySymbol[];
  readonly account?: AccountId;
  readonly after?: StreamPosition | null;
}

export interface UnsubscribeFrame {
  readonly t: "unsubscribe";
  readonly quotes?: readonly SecuritySymbol[];
  readonly bars?: readonly SecuritySymbol[];
  readonly account?: AccountId;
}

/** Place an order; `id` is the client order id, repeated in the answer. */
export interface OrderFrame {
  readonly t: "order";
  readonly id: string;
  readonly account: AccountId;
  readonly symbol: SecuritySymbol;
  readonly side: Side;
  readonly price: Price;
  readonly qty: Quantity;
  readonly order_type?: OrderType;
}

export interface CancelFrame {
  readonly t: "cancel";
  readonly id: string;
  readonly account: AccountId;
  readonly order_id: OrderId;
}

export interface PingFrame {
  readonly t: "ping";
  readonly sent?: number;
}

/** One event of a private stream; `kind` tells which. */
export type AccountEvent =
  | AccountChanged
  | CashChanged
  | PositionChanged
  | OrderChanged
  | OrderFilled;
export type AccountEventWire =
  | AccountChangedWire
  | CashChangedWire
  | PositionChangedWire
  | OrderChangedWire
  | OrderFilledWire;

export function decodeAccountEvent(wire: AccountEventWire): AccountEvent {
  switch (wire[0]) {
    case 1:
      return decodeAccountChanged(wire);
    case 2:
      return decodeCashChanged(wire);
    case 3:
      return decodePositionChanged(wire);
    case 10:
      return decodeOrderChanged(wire);
    case 11:
      return decodeOrderFilled(wire);
  }
}

/** Anything that the gateway sends; `t` tells which. */
export type ServerFrame =
  | WelcomeFrame
  | SnapshotFrame
  | EventsFrame
  | QuotesFrame
  | BarsFrame
  | ClockFrame
  | AnswerFrame
  | HeartbeatFrame
  | PongFrame
  | ErrorFrame;
export type ServerFrameWire =
  | WelcomeFrameWire
  | SnapshotFrameWire
  | EventsFrameWire
  | QuotesFrameWire
  | BarsFrameWire
  | ClockFrameWire
  | AnswerFrameWire
  | HeartbeatFrameWire
  | PongFrameWire
  | ErrorFrameWire;

/** Read one text message of the gateway. */
export function decodeServerFrame(text: string): ServerFrame {
  const wire = JSON.parse(text) as ServerFrameWire;
  switch (wire.t) {
    case "welcome":
      return decodeWelcomeFrame(wire);
    case "snapshot":
      return decodeSnapshotFrame(wire);
    case "events":
      return decodeEventsFrame(wire);
    case "quotes":
      return decodeQuotesFrame(wire);
    case "bars":
      return decodeBarsFrame(wire);
    case "clock":
      return decodeClockFrame(wire);
    case "answer":
      return decodeAnswerFrame(wire);
    case "heartbeat":
      return decodeHeartbeatFrame(wire);
    case "pong":
      return decodePongFrame(wire);
    case "error":
      return decodeErrorFrame(wire);
  }
}

/** Anything that a client sends, as `JSON.stringify` of it. */
export type ClientFrame =
  | LoginFrame
  | SubscribeFrame
  | UnsubscribeFrame
  | OrderFrame
  | CancelFrame
  | PingFrame;
