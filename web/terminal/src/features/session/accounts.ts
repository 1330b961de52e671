// Private streams of the session's accounts, and the lists that the panes show of the chosen one.

import { computed, ref, shallowRef } from "vue";
import type {
  AccountChanged,
  AccountEvent,
  AccountId,
  CashChanged,
  ClientFrame,
  OrderChanged,
  OrderFilled,
  PositionChanged,
  SecuritySymbol,
  TradingDate,
} from "../../generated/contracts";
import { PrivateStream } from "../../shared/stream";

/** So many accounts are kept up to date side by side; a broker with hundreds of clients follows one at a time. */
const MOST_STREAMS = 8;

export interface AccountsPorts {
  readonly send: (frame: ClientFrame) => void;
  readonly now: () => number;
  /** The stream of an account has become complete and current. */
  readonly current: (stream: PrivateStream) => void;
  /** An event was applied that was not in the first image. */
  readonly applied: (event: AccountEvent) => void;
}

export class Accounts {
  readonly ids = shallowRef<readonly AccountId[]>([]);
  readonly chosen = ref<AccountId>(0);
  private date: TradingDate = 0;
  private readonly streams = new Map<AccountId, PrivateStream>();
  /** Grows with every change of any stream; lists below are worked out anew when it does. */
  private readonly version = ref(0);

  constructor(private readonly ports: AccountsPorts) {}

  /** Open (or resume) streams on a new line: of all these accounts, or of the chosen one when they are many. */
  open(ids: readonly AccountId[]): void {
    this.ids.value = ids;
    if (!ids.includes(this.chosen.value)) this.chosen.value = ids[0] ?? 0;
    const wanted = ids.length <= MOST_STREAMS ? ids : [this.chosen.value];
    for (const id of [...this.streams.keys()]) if (!wanted.includes(id)) this.streams.delete(id);
    for (const id of wanted) this.openOne(id);
    this.version.value += 1;
  }

  /** Look at another account. */
  choose(id: AccountId): void {
    const before = this.chosen.value;
    this.chosen.value = id;
    if (this.streams.has(id)) return;
    if (this.streams.delete(before)) this.ports.send({ t: "unsubscribe", account: before });
    this.openOne(id);
    this.version.value += 1;
  }

  beginDay(date: TradingDate): void {
    this.date = date;
    for (const stream of this.streams.values()) stream.book.beginDay(date);
    this.version.value += 1;
  }

  stream(id: AccountId): PrivateStream | undefined {
    return this.streams.get(id);
  }

  all(): Iterable<PrivateStream> {
    return this.streams.values();
  }

  readonly isCurrent = computed(() => this.read(() => [...this.streams.values()].every((one) => one.isCurrent || one.refused !== 0)));
  readonly isLoaded = computed(() => this.read(() => this.here?.isLoaded ?? false));
  readonly refused = computed(() => this.read(() => this.here?.refused ?? 0));
  readonly account = computed<AccountChanged | null>(() => this.read(() => this.here?.book.account ?? null));
  readonly cash = computed<CashChanged | null>(() => this.read(() => this.here?.book.cash ?? null));
  readonly orders = computed<readonly OrderChanged[]>(() => this.read(() => [...(this.here?.book.orders.values() ?? [])]));
  readonly fills = computed<readonly OrderFilled[]>(() => this.read(() => [...(this.here?.book.fills.values() ?? [])]));
  readonly positions = computed<readonly PositionChanged[]>(() =>
    this.read(() => [...(this.here?.book.positions.values() ?? [])]),
  );

  position(symbol: SecuritySymbol): PositionChanged | undefined {
    return this.read(() => this.here?.book.positions.get(symbol));
  }

  private get here(): PrivateStream | undefined {
    return this.streams.get(this.chosen.value);
  }

  private read<T>(value: () => T): T {
    void this.version.value; // depends on every change of the streams
    return value();
  }

  private openOne(id: AccountId): void {
    const stream = this.streams.get(id) ?? this.makeStream(id);
    this.streams.set(id, stream);
    stream.open();
  }

  private makeStream(id: AccountId): PrivateStream {
    const stream: PrivateStream = new PrivateStream(id, {
      send: this.ports.send,
      now: this.ports.now,
      applied: this.ports.applied,
      changed: () => {
        this.version.value += 1;
        if (stream.isCurrent) this.ports.current(stream);
      },
    });
    stream.book.beginDay(this.date);
    return stream;
  }
}
