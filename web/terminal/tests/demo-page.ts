// Puts the model server and the model market under a built page in place of the network, so that the terminal can be
// looked at without any server: `fetch` and `WebSocket` of the page are replaced before its own script runs.

import type { ClientFrame, ClockStateWire, ServerFrameWire } from "../src/generated/contracts";
import { Phase, ResultCode, Side } from "../src/generated/contracts";
import { ModelMarket } from "./model-market";
import { ModelServer } from "./model-server";

const ACCOUNT = 1_000_000_001;
const DATE = 20261120;
const wanted = new URLSearchParams(location.search);
const language = wanted.get("language") ?? "zh-hans";
const market = new ModelMarket(DATE, 96);
const server = new ModelServer(ACCOUNT);
const { account } = server;
account.at = market.now;
account.date = DATE;
account.give("600519.SH", 200, 1_402_3300);
account.give("600000.SH", 12_350, 9_8700);
account.give("510300.SH", 80_000, 4_2010);
account.give("300750.SZ", 400, 281_0200);
const first = account.place({ clientId: "demo1", symbol: "600036.SH", side: Side.BUY, price: 38_6500, qty: 1_000 });
account.fill(first, 600, 38_6500);
account.place({ clientId: "demo2", symbol: "600000.SH", side: Side.SELL, price: 10_6000, qty: 5_000 });
const second = account.place({ clientId: "demo3", symbol: "510300.SH", side: Side.BUY, price: 4_1230, qty: 10_000 });
account.fill(second, 10_000, 4_1230);
account.cancel(account.place({ clientId: "demo4", symbol: "000001.SZ", side: Side.BUY, price: 11_5000, qty: 2_000 }));

function clock(): ClockStateWire {
  return [2, DATE, Phase.CONT_AM, 1, market.now, Date.now() * 1000, 40_000, Phase.BREAK, market.now + 24 * 60_000_000, true, 7];
}

function answer(path: string, query: URLSearchParams): unknown {
  if (path === "/api/v1/session") return { user: "demo", name: language === "en" ? "Lin Yue" : "林月", role: "client", language, accounts: [{ id: ACCOUNT, name: "林月", client_no: "C1", can_trade: true }] };
  if (path === "/api/v1/session/ticket") return { ticket: "demo", url: "ws://demo/ws" };
  if (path === "/api/v1/market/instruments") return market.instruments(query.get("q") ?? "");
  if (path.startsWith("/api/v1/market/bars/")) {
    return { simulated: true, bars: market.bars(decodeURIComponent(path.split("/").at(-1) ?? ""), query.get("period") ?? "day", Number(query.get("limit"))) };
  }
  if (path.endsWith("/orders") || path.endsWith("/fills") || path.endsWith("/cash-entries")) return { rows: [], total: 0 };
  return null;
}

window.fetch = async (input) => {
  const url = new URL(String(input), location.origin);
  const body = answer(url.pathname, url.searchParams);
  return new Response(JSON.stringify(body ?? { code: "TH-0002", message: "none" }), { status: body === null ? 404 : 200 });
};

class DemoSocket {
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: (() => void) | null = null;
  private readonly symbols = new Set<string>();
  private readonly timers: number[] = [];

  constructor() {
    window.setTimeout(() => this.onopen?.(), 5);
  }

  send(text: string): void {
    const frame = JSON.parse(text) as ClientFrame;
    if (frame.t === "login") this.welcome();
    if (frame.t === "subscribe" && frame.quotes !== undefined) {
      for (const symbol of frame.quotes) this.symbols.add(symbol);
      this.push({ t: "quotes", at: market.now, quotes: market.quotes(frame.quotes, Phase.CONT_AM) });
    }
    if (frame.t === "order" && wanted.get("refuse") !== null) {
      this.push({ t: "answer", id: frame.id, result: ResultCode.BOUGHT_TODAY_NOT_SELLABLE });
      return;
    }
    for (const reply of server.take(frame)) this.push(reply);
    for (const reply of server.live()) this.push(reply);
    if (frame.t === "order") window.setTimeout(() => this.fillAll(), 300);
  }

  close(): void {
    for (const timer of this.timers) window.clearInterval(timer);
  }

  private welcome(): void {
    this.push({ t: "welcome", version: 1, user: "demo", accounts: [ACCOUNT], can_trade: true, heartbeat_s: 5, clock: clock() });
    this.timers.push(
      window.setInterval(() => this.push(server.heartbeat()), 1_000),
      window.setInterval(() => {
        market.step();
        this.push({ t: "quotes", at: market.now, quotes: market.quotes(this.symbols, Phase.CONT_AM) });
      }, 700),
    );
  }

  private fillAll(): void {
    const last = account.living().at(-1);
    if (last !== undefined) account.fill(last.id, last.qty - last.cum, last.price);
    for (const reply of server.live()) this.push(reply);
  }

  private push(frame: ServerFrameWire): void {
    window.setTimeout(() => this.onmessage?.({ data: JSON.stringify(frame) }), 1);
  }
}

window.WebSocket = DemoSocket as unknown as typeof WebSocket;
