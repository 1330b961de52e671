// Reads the answer of `GET /api/v1/market/bars`.

import type { Bar, SecuritySymbol } from "../../generated/contracts";

export interface BarsAnswer {
  /** Whether made-up demo history is in it. */
  readonly simulated: boolean;
  readonly bars: readonly Omit<Bar, "symbol">[];
}

export function readBars(answer: BarsAnswer, symbol: SecuritySymbol): readonly Bar[] {
  return answer.bars.map((bar) => ({ ...bar, symbol }));
}
