// Exact arithmetic on the wire's integers: money and prices in 1/10,000 yuan, quantities in shares.
// No fraction of a price ever passes through binary floating point; texts are cut and joined as digits.

export const PRICE_SCALE = 10_000;
const SCALE_DIGITS = 4;

/** Quotient rounded half away from zero; the denominator is positive. */
export function divHalfUp(numerator: number, denominator: number): number {
  const sign = numerator < 0 ? -1 : 1;
  const size = Math.abs(numerator);
  const whole = Math.floor(size / denominator);
  const rest = size - whole * denominator;
  return sign * (whole + (rest * 2 >= denominator ? 1 : 0));
}

/** Text of an integer of 1/10,000 with exactly `decimals` places (0 to 4), digits beyond rounded half up. */
export function scaledText(value: number, decimals: number): string {
  const unit = 10 ** (SCALE_DIGITS - decimals);
  const shown = divHalfUp(value, unit);
  const sign = shown < 0 ? "-" : "";
  const digits = String(Math.abs(shown)).padStart(decimals + 1, "0");
  if (decimals === 0) return sign + digits;
  return `${sign}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

/** Reads a plain decimal such as "10.05" exactly; null when it is not one or has more than four decimals. */
export function parseScaled(text: string): number | null {
  const match = /^(\d{1,12})(?:\.(\d{0,4})0*)?$/.exec(text.trim().replaceAll(",", ""));
  if (match === null) return null;
  return Number(match[1]) * PRICE_SCALE + Number((match[2] ?? "").padEnd(SCALE_DIGITS, "0"));
}

/** Reads a whole number of shares; null when it is not one. */
export function parseQuantity(text: string): number | null {
  const plain = text.trim().replaceAll(",", "");
  return /^\d{1,12}$/.test(plain) ? Number(plain) : null;
}

/** How many decimals a tick needs: 100 (0.01) needs two, 10 (0.001) three. */
export function decimalsOfTick(tick: number): number {
  for (let decimals = 0; decimals < SCALE_DIGITS; decimals += 1) {
    if (tick % 10 ** (SCALE_DIGITS - decimals) === 0) return Math.max(decimals, 2);
  }
  return SCALE_DIGITS;
}

/** The multiple of `tick` at or next to `price`, in the direction of `step` (+1 up, -1 down, 0 nearest). */
export function stepToTick(price: number, tick: number, step: number): number {
  if (step === 0) return divHalfUp(price, tick) * tick;
  if (price % tick === 0) return price + step * tick;
  return (step > 0 ? Math.ceil(price / tick) : Math.floor(price / tick)) * tick;
}
