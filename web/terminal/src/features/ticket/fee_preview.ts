// Fees of the order being written, asked of the server a moment after the last key.

import { type Ref, ref, watch } from "vue";
import type { Money, Side, SecuritySymbol } from "../../generated/contracts";
import { getJson } from "../../shared/api";

export interface FeeQuestion {
  readonly account: number;
  readonly symbol: SecuritySymbol;
  readonly side: Side;
  readonly price: number;
  readonly qty: number;
}

export interface FeePreview {
  readonly commission: Money;
  readonly stamp_duty: Money;
  readonly transfer: Money;
  readonly total: Money;
}

const QUIET_MS = 250;

/** The server's figures for the present question; null while there is none or it is not answered. */
export function useFeePreview(question: () => FeeQuestion | null): Ref<FeePreview | null> {
  const preview = ref<FeePreview | null>(null);
  let timer = 0;
  watch(
    () => JSON.stringify(question()),
    (text) => {
      preview.value = null;
      window.clearTimeout(timer);
      const asked = JSON.parse(text) as FeeQuestion | null;
      if (asked === null) return;
      timer = window.setTimeout(() => {
        getJson<FeePreview>("/api/v1/fee-preview", { ...asked }).then(
          (answer) => {
            if (JSON.stringify(question()) === text) preview.value = answer;
          },
          () => undefined, // the terminal's own estimate stays on the screen, marked as one
        );
      }, QUIET_MS);
    },
    { immediate: true },
  );
  return preview;
}
