// Orders, fills and cash entries of past days, read from the projection by trading date.

import { computed, type Ref, ref, watch } from "vue";
import { getJson, type Query, queryText } from "../../shared/api";
import { dateText, daysBefore } from "../../shared/market_time";
import type { Terminal } from "../session/terminal";

export type HistoryKind = "orders" | "fills" | "cash-entries";

export interface History<Row> {
  readonly isOn: Ref<boolean>;
  readonly from: Ref<string>;
  readonly to: Ref<string>;
  readonly rows: Ref<readonly Row[]>;
  /** How many rows the period holds; the newest of them are in `rows`. */
  readonly total: Ref<number>;
  /** Address of the whole period as a file. */
  readonly file: Ref<string>;
  readonly state: Ref<"idle" | "loading" | "failed">;
  readonly load: () => Promise<void>;
}

const FIRST_SPAN_DAYS = 30;
const MOST_ROWS = 500;

/** 2026-11-20 of a date field as 20261120. */
function asDate(text: string): number {
  return Number(text.replaceAll("-", ""));
}

/** `read` makes a row of the table from a row of the API. */
export function useHistory<Row, ApiRow>(terminal: Terminal, kind: HistoryKind, read: (row: ApiRow) => Row): History<Row> {
  interface Page {
    readonly rows: readonly ApiRow[];
    readonly total: number;
  }
  const isOn = ref(false);
  const rows = ref<readonly Row[]>([]) as Ref<readonly Row[]>;
  const state = ref<"idle" | "loading" | "failed">("idle");
  const today = computed(() => terminal.clock.value?.trading_date ?? 0);
  const from = ref("");
  const to = ref("");
  const total = ref(0);
  const period = (): Query => ({ date_from: asDate(from.value) || undefined, date_to: asDate(to.value) || undefined });
  const file = computed(() => `/api/v1/accounts/${terminal.accounts.chosen.value}/${kind}.csv${queryText(period())}`);

  async function load(): Promise<void> {
    const account = terminal.accounts.chosen.value;
    if (account === 0) return;
    state.value = "loading";
    try {
      const answer = await getJson<Page>(`/api/v1/accounts/${account}/${kind}`, { ...period(), limit: MOST_ROWS });
      rows.value = answer.rows.map(read);
      total.value = answer.total;
      state.value = "idle";
    } catch {
      rows.value = [];
      state.value = "failed";
    }
  }

  watch(isOn, (on) => {
    if (!on) return;
    if (to.value === "" && today.value !== 0) {
      to.value = dateText(today.value);
      from.value = dateText(daysBefore(today.value, FIRST_SPAN_DAYS));
    }
    void load();
  });
  watch(terminal.accounts.chosen, () => {
    rows.value = [];
    if (isOn.value) void load();
  });
  return { isOn, from, to, rows, total, file, state, load };
}
