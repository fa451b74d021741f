import Big from 'big.js'

/** Significant digits a division keeps, as on the server. All other arithmetic is exact. */
const DIGITS = 34
const DOWN = 0
const HALF_UP = 1
const UP = 3
const NUMBER = /^[+-]?[0-9]{1,40}(\.[0-9]{1,40})?$/

/** A constructor of our own, so that its settings are nobody else's. */
export const Decimal = Big()
Decimal.RM = HALF_UP
export type Decimal = Big

export function isDecimal(value: unknown): value is Decimal {
  return value instanceof Decimal
}

/** big.js counts decimal places, not digits: divide numbers between 1 and 10, then put the exponent back. */
export function divide(dividend: Decimal, divisor: Decimal): Decimal | null {
  if (divisor.eq(0)) return null
  if (dividend.eq(0)) return dividend
  const x = new Decimal(dividend)
  const y = new Decimal(divisor)
  const exponent = x.e - y.e
  x.e = 0
  y.e = 0
  Decimal.DP = x.abs().lt(y.abs()) ? DIGITS : DIGITS - 1
  const quotient = x.div(y)
  quotient.e += exponent
  return quotient
}

export function remainder(dividend: Decimal, divisor: Decimal): Decimal | null {
  return divisor.eq(0) ? null : dividend.mod(divisor)
}

export function round(number: Decimal, places: Decimal): Decimal | null {
  const scale = whole(places, 20)
  return scale === null ? null : number.round(scale, HALF_UP)
}

export function floor(number: Decimal): Decimal {
  return number.round(0, number.lt(0) ? UP : DOWN)
}

export function ceil(number: Decimal): Decimal {
  return number.round(0, number.lt(0) ? DOWN : UP)
}

/** The whole number towards zero, if it is within the limit. */
export function whole(number: Decimal, limit: number): number | null {
  const truncated = number.round(0, DOWN)
  return truncated.abs().gt(limit) ? null : Number(truncated.toFixed())
}

export function parse(text: string): Decimal | null {
  const bare = text.trim()
  return NUMBER.test(bare) ? new Decimal(bare.replace(/^\+/, '')) : null
}

/** Plain digits without trailing zeros. */
export function print(number: Decimal): string {
  return number.eq(0) ? '0' : number.toFixed()
}
