// Live market data: the instruments that are known, the newest quote of each symbol, minute bars as they come,
// and which symbols are wanted by whom. Wants are counted: the line carries each symbol once.

import { reactive, shallowReactive } from "vue";
import type { Bar, ClientFrame, Quote, QuotesFrame, SecuritySymbol, TradingDate } from "../../generated/contracts";
import { getJson } from "../../shared/api";
import { backoffMs } from "../../shared/backoff";
import { language } from "../../shared/text";
import { asInstrument, type InstrumentRow } from "./instrument_rows";
import { type Instrument, matchScore } from "./instrument";

type Topic = "quotes" | "bars";

export interface MarketPorts {
  readonly send: (frame: ClientFrame) => void;
}

export class Market {
  readonly instruments = shallowReactive(new Map<SecuritySymbol, Instrument>());
  readonly quotes = shallowReactive(new Map<SecuritySymbol, Quote>());
  /** Direction of the last change of each price: 1 up, -1 down, 0 none. */
  readonly moves = new Map<SecuritySymbol, -1 | 0 | 1>();
  /** Grows when the whole set of data may be stale: after a break of the line or a new day. */
  readonly reloads = reactive({ count: 0 });
  private readonly wants: Record<Topic, Map<SecuritySymbol, number>> = { quotes: new Map(), bars: new Map() };
  private readonly barListeners = new Set<(bar: Bar) => void>();
  private readonly searches = new Map<string, Promise<readonly Instrument[]>>();
  /** The trading date whose figures are wanted; 0 takes the day in force. */
  private date: TradingDate = 0;
  private failures = 0;
  private retry: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly ports: MarketPorts) {}

  want(topic: Topic, symbols: readonly SecuritySymbol[]): () => void {
    const fresh = symbols.filter((symbol) => this.count(topic, symbol, 1) === 1);
    if (fresh.length > 0) this.ports.send({ t: "subscribe", [topic]: fresh });
    for (const symbol of symbols) this.learn(symbol);
    return () => {
      const gone = symbols.filter((symbol) => this.count(topic, symbol, -1) === 0);
      if (gone.length > 0) this.ports.send({ t: "unsubscribe", [topic]: gone });
    };
  }

  /** Ask for everything again on a new line. */
  reopen(): void {
    const quotes = [...this.wants.quotes.keys()];
    const bars = [...this.wants.bars.keys()];
    if (quotes.length + bars.length > 0) this.ports.send({ t: "subscribe", quotes, bars });
    this.reloads.count += 1;
  }

  onQuotes(frame: QuotesFrame): void {
    for (const quote of frame.quotes) {
      const held = this.quotes.get(quote.symbol);
      if (held !== undefined && quote.at < held.at) continue;
      const change = held === undefined ? 0 : quote.last - held.last;
      this.moves.set(quote.symbol, change > 0 ? 1 : change < 0 ? -1 : 0);
      this.quotes.set(quote.symbol, quote);
    }
  }

  onBars(bars: readonly Bar[]): void {
    for (const bar of bars) for (const listener of this.barListeners) listener(bar);
  }

  /** Hear every live minute bar, one by one; a series must not miss one, so this is no reactive value. */
  listenBars(listener: (bar: Bar) => void): () => void {
    this.barListeners.add(listener);
    return () => this.barListeners.delete(listener);
  }

  /** The clock's trading date. When it changes, figures and series of the day before are read again. */
  beginDay(date: TradingDate): void {
    if (date === this.date) return;
    const isRoll = this.date !== 0;
    this.date = date;
    if (isRoll) this.reloads.count += 1;
    if (!isRoll && ![...this.instruments.values()].some((one) => this.isStale(one))) return;
    this.searches.clear();
    void this.loadAll();
  }

  nameOf(symbol: SecuritySymbol): string {
    const instrument = this.instruments.get(symbol);
    if (instrument === undefined) return "";
    return language.value === "en" && instrument.name_en !== "" ? instrument.name_en : instrument.name;
  }

  /** Instruments that answer `typed`, best first: what is known at once, then what the server finds. */
  async search(typed: string, limit = 12): Promise<readonly Instrument[]> {
    const word = typed.trim();
    if (word === "") return [];
    try {
      await this.fetch(word);
    } catch {
      this.searches.delete(word); // the known ones are still an answer; the next key asks again
    }
    return this.known(word, limit);
  }

  known(typed: string, limit = 12): readonly Instrument[] {
    return [...this.instruments.values()]
      .map((instrument) => ({ instrument, score: matchScore(instrument, typed) }))
      .filter((hit) => hit.score > 0)
      .sort((a, b) => b.score - a.score || a.instrument.symbol.localeCompare(b.instrument.symbol))
      .slice(0, limit)
      .map((hit) => hit.instrument);
  }

  /** Read every instrument that the market trades, with its figures of the day; asks until it has them. */
  async loadAll(): Promise<void> {
    clearTimeout(this.retry);
    const asked = this.date;
    try {
      const rows = await this.fetch("");
      this.failures = 0;
      if (!rows.some((row) => this.isStale(row))) return;
      if (asked !== 0 && asked !== this.date) return; // the day rolled meanwhile, and asked for itself
    } catch {
      this.failures += 1;
    }
    this.searches.delete("");
    this.retry = setTimeout(() => void this.loadAll(), backoffMs(this.failures, Math.random()));
  }

  private isStale({ day }: Instrument): boolean {
    return this.date !== 0 && day !== null && day.date !== this.date;
  }

  private learn(symbol: SecuritySymbol): void {
    if (this.instruments.has(symbol)) return;
    this.fetch(symbol).catch(() => this.searches.delete(symbol));
  }

  private fetch(word: string): Promise<readonly Instrument[]> {
    const running = this.searches.get(word);
    if (running !== undefined) return running;
    const query = getJson<InstrumentRow[]>("/api/v1/market/instruments", { q: word, date: this.date || undefined }).then((answer) => {
      const rows = answer.map(asInstrument);
      // An answer that was asked for yesterday still names a security, but overwrites nothing of today.
      for (const row of rows) if (!this.isStale(row) || !this.instruments.has(row.symbol)) this.instruments.set(row.symbol, row);
      return rows;
    });
    this.searches.set(word, query);
    return query;
  }

  private count(topic: Topic, symbol: SecuritySymbol, change: 1 | -1): number {
    const wants = this.wants[topic];
    const next = (wants.get(symbol) ?? 0) + change;
    if (next === 0) wants.delete(symbol);
    else wants.set(symbol, next);
    return next;
  }
}
