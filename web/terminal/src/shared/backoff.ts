// Waiting times between attempts: they double up to a bound and are spread at random, so that a thousand
// terminals that lost one gateway do not return in the same instant.

export interface BackoffLimits {
  readonly firstMs: number;
  readonly maximumMs: number;
}

export const RECONNECT: BackoffLimits = { firstMs: 500, maximumMs: 15_000 };

/** Wait before attempt number `attempt` (0 is the first retry); between half and the whole of the doubled step. */
export function backoffMs(attempt: number, random: number, limits: BackoffLimits = RECONNECT): number {
  const ceiling = Math.min(limits.maximumMs, limits.firstMs * 2 ** Math.min(attempt, 20));
  return Math.round(ceiling / 2 + (ceiling / 2) * random);
}
