// The terminal's composition root: who is signed in, the line, and everything that lives from its frames.

import { computed, type InjectionKey, inject, ref, shallowRef } from "vue";
import type { AccountEvent, ClockState, ServerFrame, WelcomeFrame } from "../../generated/contracts";
import { ResultCode } from "../../generated/contracts";
import { ApiError, getJson, postJson, toLogin } from "../../shared/api";
import { priceText, quantityText } from "../../shared/format";
import { Connection, type LineState, type Socket, type Ticket } from "../../shared/connection";
import { marketNow } from "../../shared/market_time";
import { numbered, t } from "../../shared/text";
import { priceDecimals } from "../market/instrument";
import { Market } from "../market/market";
import { RequestDesk } from "../ticket/requests";
import { Accounts } from "./accounts";
import { lightOf } from "./light";
import { Notices } from "./notices";
import type { SessionAccount, SessionInfo } from "./session_info";

const REFUSALS_OF_ACCOUNTS: readonly number[] = [ResultCode.UNKNOWN_ACCOUNT, ResultCode.SESSION_NOT_ENTITLED];

export class Terminal {
  readonly notices = new Notices();
  readonly line = ref<LineState>("stopped");
  readonly roundTripMs = ref<number | null>(null);
  readonly retryInS = ref(0);
  readonly clock = shallowRef<ClockState | null>(null);
  readonly marketTime = ref(0);
  /** Whether this session may place orders for the chosen account. */
  readonly canTrade = computed(() => this.mayTrade.value && (this.accountInfo(this.accounts.chosen.value)?.can_trade ?? false));
  readonly market = new Market({ send: (frame) => this.connection.send(frame) });
  readonly desk = new RequestDesk((frame) => this.connection.send(frame));
  readonly accounts = new Accounts({
    send: (frame) => this.connection.send(frame),
    now: () => performance.now(),
    current: (stream) => this.desk.onCurrent(stream.account, stream.book.orders.values()),
    applied: (event) => this.announce(event),
  });
  readonly light = computed(() => lightOf(this.line.value, this.everOpen.value, this.accounts.isCurrent.value));
  private readonly everOpen = ref(false);
  private readonly mayTrade = ref(false);
  /** Server wall time minus this machine's, in microseconds, from the last heartbeat. */
  private wallOffset = 0;
  private readonly connection: Connection;

  constructor(readonly session: SessionInfo) {
    this.connection = new Connection({
      ticket: () => this.ticket(),
      socket: openSocket,
      now: () => performance.now(),
      random: Math.random,
      setTimer: (callback, ms) => window.setTimeout(callback, ms),
      clearTimer: (timer) => window.clearTimeout(timer),
      client: "terminal",
      onState: (state) => this.onLine(state),
      onWelcome: (frame) => this.onWelcome(frame),
      onFrame: (frame) => this.onFrame(frame),
      onFatal: (frame) => this.notices.refusal(frame.result),
    });
  }

  start(): void {
    this.connection.start();
    window.setInterval(() => this.tick(), 250);
    window.addEventListener("online", () => this.connection.retryNow());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") this.connection.retryNow();
    });
  }

  retryNow(): void {
    this.connection.retryNow();
  }

  accountInfo(id: number): SessionAccount | undefined {
    return this.session.accounts.find((account) => account.id === id);
  }

  private async ticket(): Promise<Ticket> {
    try {
      return await postJson<Ticket>("/api/v1/session/ticket");
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) toLogin();
      throw error;
    }
  }

  private onLine(state: LineState): void {
    this.line.value = state;
    if (state === "waiting") this.desk.onLineBroken();
  }

  private onWelcome(frame: WelcomeFrame): void {
    this.everOpen.value = true;
    this.mayTrade.value = frame.can_trade;
    if (frame.clock !== null) this.setClock(frame.clock);
    this.accounts.open(frame.accounts);
    this.market.reopen();
  }

  private onFrame(frame: ServerFrame): void {
    switch (frame.t) {
      case "quotes":
        this.market.onQuotes(frame);
        break;
      case "bars":
        this.market.onBars(frame.bars);
        break;
      case "snapshot":
        this.accounts.stream(frame.account)?.onSnapshot(frame);
        break;
      case "events":
        this.accounts.stream(frame.account)?.onEvents(frame);
        break;
      case "heartbeat":
        this.wallOffset = frame.wall - Date.now() * 1000;
        for (const head of frame.heads) this.accounts.stream(head.account)?.onHead(head);
        break;
      case "clock":
        this.setClock(frame.clock);
        break;
      case "answer":
        this.desk.onAnswer(frame);
        break;
      case "error":
        if (REFUSALS_OF_ACCOUNTS.includes(frame.result)) {
          for (const stream of this.accounts.all()) stream.refuse(frame.result);
        }
        this.notices.refusal(frame.result);
        break;
      default: // welcome and pong are the connection's own
    }
  }

  /** Tell the reader of each fill as it comes in. */
  private announce(event: AccountEvent): void {
    if (event.kind !== "OrderFilled") return;
    this.notices.say(
      t("notice.fill", {
        side: numbered("side", event.side),
        name: this.market.nameOf(event.symbol) || event.symbol,
        qty: quantityText(event.qty),
        price: priceText(event.price, priceDecimals(this.market.instruments.get(event.symbol))),
      }),
      "good",
    );
  }

  private setClock(clock: ClockState): void {
    this.clock.value = clock;
    // The clock was true when it was sent: its own wall time bounds the offset until a heartbeat tells it.
    if (this.wallOffset === 0) this.wallOffset = clock.wall_at - Date.now() * 1000;
    this.market.beginDay(clock.trading_date);
    this.accounts.beginDay(clock.trading_date);
    this.showTime();
  }

  private showTime(): void {
    const clock = this.clock.value;
    if (clock !== null) this.marketTime.value = marketNow(clock, Date.now() * 1000 + this.wallOffset);
  }

  private tick(): void {
    this.connection.tick();
    if (this.connection.state === "open") for (const stream of this.accounts.all()) stream.tick();
    this.roundTripMs.value = this.connection.roundTripMs;
    const wait = this.connection.state === "waiting" ? this.connection.retryAt - performance.now() : 0;
    this.retryInS.value = Math.max(0, Math.ceil(wait / 1000));
    this.showTime();
  }
}

function openSocket(url: string): Socket {
  return new WebSocket(url) as Socket;
}

export async function signIn(): Promise<SessionInfo> {
  try {
    return await getJson<SessionInfo>("/api/v1/session");
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) toLogin();
    throw error;
  }
}

export const TERMINAL: InjectionKey<Terminal> = Symbol("terminal");

export function useTerminal(): Terminal {
  const terminal = inject(TERMINAL);
  if (terminal === undefined) throw new Error("a pane was used outside of the terminal");
  return terminal;
}
