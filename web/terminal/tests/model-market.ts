// A small living market for demo pages: prices wander, books have five levels, minutes become bars.

import type { BarWire, QuoteWire } from "../src/generated/contracts";
import type { DayFigures } from "../src/features/market/instrument";
import { seeded } from "./seeded";

interface Row {
  readonly symbol: string;
  readonly name: string;
  readonly name_en: string;
  readonly pinyin: string;
  readonly board: string;
  readonly sec_class: string;
  readonly price: number;
}

const row = (symbol: string, name: string, name_en: string, pinyin: string, board: string, sec_class: string, price: number): Row => ({ symbol, name, name_en, pinyin, board, sec_class, price });

export const ROWS: readonly Row[] = [
  row("000001.SH", "上证指数", "SSE Composite", "SZZS", "INDEX", "INDEX", 3_412_7800),
  row("399001.SZ", "深证成指", "SZSE Component", "SZCZ", "INDEX", "INDEX", 11_043_2100),
  row("600000.SH", "浦发银行", "SPD Bank", "PFYH", "MAIN", "STOCK", 10_4200),
  row("600036.SH", "招商银行", "China Merchants Bank", "ZSYH", "MAIN", "STOCK", 38_6500),
  row("600519.SH", "贵州茅台", "Kweichow Moutai", "GZMT", "MAIN", "STOCK", 1_468_0000),
  row("601318.SH", "中国平安", "Ping An Insurance", "ZGPA", "MAIN", "STOCK", 52_1100),
  row("601398.SH", "工商银行", "ICBC", "GSYH", "MAIN", "STOCK", 6_8800),
  row("000001.SZ", "平安银行", "Ping An Bank", "PAYH", "MAIN", "STOCK", 11_7300),
  row("000002.SZ", "万科A", "Vanke A", "WKA", "MAIN", "STOCK", 7_3400),
  row("000333.SZ", "美的集团", "Midea Group", "MDJT", "MAIN", "STOCK", 74_2000),
  row("000858.SZ", "五粮液", "Wuliangye", "WLY", "MAIN", "STOCK", 128_4600),
  row("300750.SZ", "宁德时代", "CATL", "NDSD", "CHINEXT", "STOCK", 262_3500),
  row("688981.SH", "中芯国际", "SMIC", "ZXGJ", "STAR", "STOCK", 88_1700),
  row("510050.SH", "50ETF", "SSE 50 ETF", "50ETF", "FUND", "STOCK_ETF", 2_9840),
  row("510300.SH", "300ETF", "CSI 300 ETF", "300ETF", "FUND", "STOCK_ETF", 4_1230),
  row("159915.SZ", "创业板ETF", "ChiNext ETF", "CYBETF", "FUND", "STOCK_ETF", 2_2760),
];

const VENUES: Readonly<Record<string, string>> = { SH: "SSE", SZ: "SZSE", BJ: "BSE" };
const DAY = 86_400_000_000;
const MINUTE = 60_000_000;

class Line {
  readonly tick: number;
  readonly minutes: BarWire[] = [];
  readonly preClose: number;
  last: number;
  volume = 0;
  turnover = 0;

  constructor(
    readonly of: Row,
    private readonly random: () => number,
    private readonly midnight: number,
  ) {
    this.tick = of.sec_class === "STOCK_ETF" ? 10 : 100;
    this.preClose = of.price;
    this.last = of.price;
  }

  /** One more minute of the day, `number` from 1 to 240. */
  minute(number: number): void {
    const at = this.midnight + (number <= 120 ? 570 + number : 660 + number) * MINUTE;
    const open = this.last;
    const path = [open, ...Array.from({ length: 6 }, () => this.wander())];
    const volume = 100 * Math.ceil(40 + this.random() * 900 * (number < 15 || number > 225 ? 3 : 1));
    this.volume += volume;
    this.turnover += volume * this.last;
    this.minutes.push([this.of.symbol, at, open, Math.max(...path), Math.min(...path), this.last, volume, volume * this.last]);
  }

  /** The figures that a server would send: those of a main-board share, but for what this market has besides. */
  day(date: number): DayFigures {
    const { board } = this.of;
    const limit = (tenths: number): number => (board === "INDEX" ? 0 : Math.round((this.preClose * tenths) / 10 / this.tick) * this.tick);
    const lot = board === "STAR" ? { min_qty: 200, step_qty: 1, max_limit_qty: 100_000 } : { min_qty: 100, step_qty: 100, max_limit_qty: 1_000_000 };
    return { ...lot, date, tick: this.tick, pre_close: this.preClose, limit_up: limit(11), limit_down: limit(9), settle_days: 1, suspended: false };
  }

  quote(at: number, phase: number): QuoteWire {
    const { limit_up: up, limit_down: down } = this.day(0);
    const level = (side: 1 | -1): (readonly [number, number])[] =>
      this.of.board === "INDEX" ? [] : [0, 1, 2, 3, 4].map((one) => [this.last + side * (one + (side > 0 ? 1 : 0)) * this.tick, 100 * Math.ceil(20 + this.random() * 3000)]);
    const highs = this.minutes.map((bar) => bar[3]);
    const lows = this.minutes.map((bar) => bar[4]);
    const open = this.minutes[0]?.[2] ?? 0;
    return [this.of.symbol, at, phase as QuoteWire[2], this.preClose, open, Math.max(this.last, ...highs), Math.min(this.last, ...lows), this.last, 0, this.volume, this.turnover, 1234 + this.minutes.length * 17, up, down, level(-1), level(1)];
  }

  wander(): number {
    const drift = (this.random() - 0.5) * this.preClose * 0.0016;
    this.last = Math.max(this.tick, Math.round((this.last + drift) / this.tick) * this.tick);
    return this.last;
  }
}

export class ModelMarket {
  private readonly lines: ReadonlyMap<string, Line>;
  private readonly midnight: number;
  now: number;

  constructor(
    private readonly date: number,
    minutes: number,
  ) {
    this.midnight = Date.UTC(Math.floor(date / 10_000), (Math.floor(date / 100) % 100) - 1, date % 100) * 1000;
    this.lines = new Map(ROWS.map((one, index) => [one.symbol, new Line(one, seeded(41 + index), this.midnight)]));
    for (const line of this.lines.values()) for (let number = 1; number <= minutes; number += 1) line.minute(number);
    this.now = this.midnight + (570 + minutes) * MINUTE;
  }

  quotes(symbols: Iterable<string>, phase: number): readonly QuoteWire[] {
    return [...symbols].flatMap((symbol) => {
      const line = this.lines.get(symbol);
      return line === undefined ? [] : [line.quote(this.now, phase)];
    });
  }

  step(): void {
    this.now += 3_000_000;
    for (const line of this.lines.values()) line.wander();
  }

  instruments(word: string): readonly object[] {
    const upper = word.toUpperCase();
    const found = ROWS.filter((one) => one.symbol.startsWith(upper) || one.name.includes(word) || one.pinyin.startsWith(upper));
    return found.map((one) => ({ ...one, day: this.lines.get(one.symbol)?.day(this.date) ?? null, code: one.symbol.slice(0, 6), venue: VENUES[one.symbol.slice(-2)], list_date: 20000101, reference_price: one.price, industry: "", float_shares: 0, traded: true }));
  }

  bars(symbol: string, period: string, limit: number): readonly object[] {
    const line = this.lines.get(symbol);
    if (line === undefined) return [];
    const named = ([, at, open, high, low, close, volume, turnover]: BarWire): object => ({ at, open, high, low, close, volume, turnover });
    return period.endsWith("m") ? line.minutes.slice(-limit).map(named) : this.days(line, limit).map(named);
  }

  private days(line: Line, limit: number): readonly BarWire[] {
    const random = seeded(line.of.price);
    let close = line.preClose;
    const days: BarWire[] = [];
    for (let back = 1; days.length < Math.min(limit, 260); back += 1) {
      const at = this.midnight - back * DAY + 900 * MINUTE;
      if ([0, 6].includes(new Date(at / 1000).getUTCDay())) continue;
      const open = Math.round((close * (1 + (random() - 0.5) * 0.03)) / line.tick) * line.tick;
      const high = Math.max(open, close) + Math.floor(random() * 12) * line.tick;
      const low = Math.min(open, close) - Math.floor(random() * 12) * line.tick;
      const volume = 100 * Math.ceil(50_000 + random() * 300_000);
      days.push([line.of.symbol, at, open, high, low, close, volume, volume * close]);
      close = Math.round((open * (1 + (random() - 0.5) * 0.01)) / line.tick) * line.tick;
    }
    return days.reverse();
  }
}
