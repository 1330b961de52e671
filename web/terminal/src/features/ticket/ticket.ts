// The order ticket: what is filled in, what follows from it, and what became of it.
// Its hints are the counter's own rules read early; the counter decides, so a hint never blocks the button.

import { computed, ref, watch } from "vue";
import { type OrderFrame, OrderType, Side } from "../../generated/contracts";
import { scaledText, parseQuantity, parseScaled, stepToTick } from "../../shared/units";
import { cashFigures } from "../funds/cash_figures";
import { type Instrument, priceBefore, priceDecimals, settleDays, tickOf } from "../market/instrument";
import { sellableQuantity } from "../positions/position_figures";
import type { Terminal } from "../session/terminal";
import type { Workspace } from "../shell/workspace";
import { estimatedFees, largestBuy, partOf, stepQuantity } from "./buying_power";
import { hintsOf } from "./hints";
import { type DeskRequest, newRequestId } from "./requests";

export class TicketModel {
  readonly side = ref<Side>(Side.BUY);
  readonly priceText = ref("");
  readonly qtyText = ref("");
  /** The order that waits for the reader's yes; null while none does. */
  readonly confirming = ref<OrderFrame | null>(null);
  /** The last request of this ticket, whose fate is shown. */
  readonly requestId = ref<string | null>(null);
  readonly wantsFocus = ref(0);
  private isOwnPrice = false;

  constructor(
    private readonly terminal: Terminal,
    private readonly workspace: Workspace,
  ) {
    watch(workspace.symbol, () => this.clear());
    watch(this.side, () => this.fillPrice());
    watch(() => this.quote.value === undefined, (missing) => missing || this.fillPrice());
    // A refusal is of the order that was written then; it must not stand beside another one.
    watch([this.side, this.priceText, this.qtyText], ([, , qty]) => {
      if (qty !== "" && this.request.value?.state === "refused") this.requestId.value = null;
    });
    watch(workspace.wish, (wish) => {
      if (wish.side !== undefined) this.side.value = wish.side;
      if (wish.price !== undefined) this.setPrice(wish.price);
      else this.fillPrice();
      if (wish.focus) this.wantsFocus.value += 1;
    });
  }

  readonly instrument = computed<Instrument | undefined>(() =>
    this.terminal.market.instruments.get(this.workspace.symbol.value),
  );
  /** Lots, limits and the rest of the trading day; null until they are known. */
  readonly day = computed(() => this.instrument.value?.day ?? null);
  readonly quote = computed(() => this.terminal.market.quotes.get(this.workspace.symbol.value));
  readonly decimals = computed(() => priceDecimals(this.instrument.value));
  readonly price = computed(() => parseScaled(this.priceText.value));
  readonly qty = computed(() => parseQuantity(this.qtyText.value));
  readonly amount = computed(() => (this.price.value ?? 0) * (this.qty.value ?? 0));
  readonly available = computed(() => {
    const cash = this.terminal.accounts.cash.value;
    return cash === null ? 0 : cashFigures(cash).available;
  });
  readonly position = computed(() => this.terminal.accounts.position(this.workspace.symbol.value));
  readonly sellable = computed(() => sellableQuantity(this.position.value, settleDays(this.instrument.value)));
  /** The largest quantity that this side may have now. */
  readonly largest = computed(() => {
    const [of, plan] = [this.instrument.value, this.terminal.accounts.account.value?.commission];
    if (this.side.value === Side.SELL) return this.sellable.value;
    if (!of?.day || plan === undefined) return 0;
    return largestBuy(this.available.value, this.price.value ?? 0, plan, of.sec_class, of.day);
  });
  readonly fees = computed(() => {
    const [of, plan] = [this.instrument.value, this.terminal.accounts.account.value?.commission];
    if (of === undefined || plan === undefined || this.amount.value === 0) return null;
    return estimatedFees(this.amount.value, plan, of.sec_class, this.side.value);
  });
  readonly limits = computed(() => ({
    up: this.day.value?.limit_up ?? 0,
    down: this.day.value?.limit_down ?? 0,
  }));
  readonly hints = computed(() =>
    hintsOf({
      side: this.side.value,
      price: this.price.value,
      qty: this.qty.value,
      day: this.day.value,
      largest: this.largest.value,
      sellable: this.sellable.value,
      boughtToday: this.position.value?.buy_today ?? 0,
    }),
  );
  readonly request = computed<DeskRequest | undefined>(() =>
    this.requestId.value === null ? undefined : this.terminal.desk.requests.get(this.requestId.value),
  );
  readonly isReady = computed(
    () => this.terminal.canTrade.value && this.terminal.accounts.chosen.value !== 0 && (this.price.value ?? 0) > 0 && (this.qty.value ?? 0) > 0,
  );

  setPrice(price: number): void {
    this.isOwnPrice = true;
    this.priceText.value = scaledText(price, this.decimals.value);
  }

  typePrice(text: string): void {
    this.isOwnPrice = true;
    this.priceText.value = text;
  }

  stepPrice(step: number): void {
    const tick = tickOf(this.instrument.value);
    const from = this.price.value ?? this.quote.value?.last ?? 0;
    const next = stepToTick(from, tick, step);
    if (next > 0) this.setPrice(next);
  }

  stepQty(up: boolean): void {
    const of = this.day.value;
    if (of !== null) this.qtyText.value = String(stepQuantity(this.qty.value ?? 0, up, of));
  }

  takePart(divisor: number): void {
    const of = this.day.value;
    if (of !== null) this.qtyText.value = String(partOf(this.largest.value, divisor, this.side.value, of));
  }

  /** Ask for confirmation, or send at once where the reader switched that off. */
  submit(): void {
    const frame = this.frame();
    if (frame === null) return;
    if (this.workspace.confirmOrders.value) this.confirming.value = frame;
    else this.send(frame);
  }

  confirm(): void {
    const frame = this.confirming.value;
    this.confirming.value = null;
    if (frame !== null) this.send(frame);
  }

  /** Send a request that did not arrive again, under its own id. */
  sendAgain(): void {
    const request = this.request.value;
    if (request?.state === "absent") this.terminal.desk.submit(request.frame);
  }

  clear(): void {
    this.isOwnPrice = false;
    this.priceText.value = "";
    this.qtyText.value = "";
    this.requestId.value = null;
    this.fillPrice();
  }

  private send(frame: OrderFrame): void {
    this.requestId.value = frame.id;
    const request = this.terminal.desk.submit(frame);
    if (request.state === "sent") this.qtyText.value = "";
  }

  private frame(): OrderFrame | null {
    const [price, qty, of] = [this.price.value, this.qty.value, this.instrument.value];
    if (!this.isReady.value || price === null || qty === null) return null;
    return {
      t: "order",
      id: newRequestId(),
      account: this.terminal.accounts.chosen.value,
      symbol: of?.symbol ?? this.workspace.symbol.value,
      side: this.side.value,
      price,
      qty,
      order_type: OrderType.LIMIT,
    };
  }

  /** The price that would trade at once, until the reader gives his own. */
  private fillPrice(): void {
    if (this.isOwnPrice) return;
    const quote = this.quote.value;
    const best = this.side.value === Side.BUY ? quote?.asks[0]?.[0] : quote?.bids[0]?.[0];
    const price = best || quote?.last || quote?.pre_close || priceBefore(this.instrument.value);
    this.priceText.value = price === 0 ? "" : scaledText(price, this.decimals.value);
  }
}
