import { Decimal, divide, whole } from './decimal'

/** The farthest a date moves in one step; beyond it the result is null, in every evaluator. */
const MAX_DAYS = 100_000
const MAX_MONTHS = 3_000
const MAX_HOURS = 1_000_000

const MICROS_PER_SECOND = 1_000_000n
const MICROS_PER_HOUR = 3_600n * MICROS_PER_SECOND
const MICROS_PER_DAY = 24n * MICROS_PER_HOUR
const DATE = /^(\d{4})-(\d\d)-(\d\d)$/
const DATETIME = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(?:Z|([+-])(\d\d):?(\d\d))$/

/** A day without time or zone, counted from 1970-01-01. */
export class Day {
  constructor(readonly count: number) {}

  static of(year: number, month: number, day: number): Day | null {
    if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return null
    return new Day(countOf(year, month, day))
  }

  static parse(text: string): Day | null {
    const match = DATE.exec(text)
    return match && Day.of(Number(match[1]), Number(match[2]), Number(match[3]))
  }

  /** Year, month and day; Hinnant's civil-from-days. */
  fields(): [number, number, number] {
    const shifted = this.count + 719_468
    const era = Math.floor(shifted / 146_097)
    const dayOfEra = shifted - era * 146_097
    const yearOfEra = Math.floor(
      (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
    )
    const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
    const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153)
    const day = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1
    const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    return [yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day]
  }

  plusMonths(months: number): Day {
    const [year, month, day] = this.fields()
    const total = year * 12 + month - 1 + months
    const newYear = Math.floor(total / 12)
    const newMonth = total - newYear * 12 + 1
    return new Day(countOf(newYear, newMonth, Math.min(day, daysIn(newYear, newMonth))))
  }

  toString(): string {
    const [year, month, day] = this.fields()
    const digits = String(Math.abs(year)).padStart(4, '0')
    const sign = year < 0 ? '-' : year > 9999 ? '+' : ''
    return `${sign}${digits}-${two(month)}-${two(day)}`
  }
}

/** A moment in microseconds since 1970, as exact as the database keeps it. */
export type Moment = bigint

export function parseMoment(text: string): Moment | null {
  const match = DATETIME.exec(text)
  if (!match) return null
  const day = Day.of(Number(match[1]), Number(match[2]), Number(match[3]))
  if (!day) return null
  const seconds = BigInt(Number(match[4]) * 3600 + Number(match[5]) * 60 + Number(match[6] ?? 0))
  const fraction = BigInt((match[7] ?? '').padEnd(6, '0').slice(0, 6))
  const offset = match[8] ? BigInt(Number(match[9]) * 60 + Number(match[10])) * 60n * MICROS_PER_SECOND : 0n
  const local = BigInt(day.count) * MICROS_PER_DAY + seconds * MICROS_PER_SECOND + fraction
  return match[8] === '-' ? local + offset : local - offset
}

export function printMoment(moment: Moment): string {
  const [day, rest] = split(moment)
  const seconds = Number(rest / MICROS_PER_SECOND)
  const micros = rest % MICROS_PER_SECOND
  const fraction = micros === 0n ? '' : '.' + String(micros).padStart(6, '0').replace(/0+$/, '')
  return `${day.toString()}T${clock(seconds)}:${two(seconds % 60)}${fraction}Z`
}

export function hoursBetween(from: Moment, to: Moment): Decimal | null {
  return divide(new Decimal(String(to - from)), new Decimal(String(MICROS_PER_HOUR)))
}

export function plusHours(moment: Moment, hours: Decimal): Moment | null {
  const count = whole(hours, MAX_HOURS)
  return count === null ? null : moment + BigInt(count) * MICROS_PER_HOUR
}

/** Days and months in the company's zone. */
export class Calendar {
  private readonly format: Intl.DateTimeFormat

  constructor(zone: string) {
    this.format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
  }

  day(date: Day | Moment): Day {
    return date instanceof Day ? date : split(date + this.offset(date))[0]
  }

  plusDays(date: Day | Moment, days: Decimal): Day | Moment | null {
    const count = whole(days, MAX_DAYS)
    return count === null ? null : this.move(date, (day) => new Day(day.count + count))
  }

  plusMonths(date: Day | Moment, months: Decimal): Day | Moment | null {
    const count = whole(months, MAX_MONTHS)
    return count === null ? null : this.move(date, (day) => day.plusMonths(count))
  }

  text(date: Day | Moment): string {
    if (date instanceof Day) return date.toString()
    const [day, rest] = split(date + this.offset(date))
    return `${day.toString()} ${clock(Number(rest / MICROS_PER_SECOND))}`
  }

  /** The same time of the company's clock on another day. */
  private move(date: Day | Moment, to: (day: Day) => Day): Day | Moment {
    if (date instanceof Day) return to(date)
    const offset = this.offset(date)
    const [day, rest] = split(date + offset)
    return this.moment(BigInt(to(day).count) * MICROS_PER_DAY + rest, offset)
  }

  /** As java.time does: the former offset if it is valid, else the earlier one; within a gap the clock jumps ahead. */
  private moment(local: bigint, former: bigint): Moment {
    const before = this.offset(local - MICROS_PER_DAY)
    const after = this.offset(local + MICROS_PER_DAY)
    const valid = [former, before, after].find((offset) => this.offset(local - offset) === offset)
    return local - (valid ?? before)
  }

  private offset(moment: Moment): bigint {
    const millis = Number(floorDivide(moment, 1000n))
    const part: Record<string, number> = {}
    for (const { type, value } of this.format.formatToParts(millis)) part[type] = Number(value)
    const day = countOf(part['year'] ?? 0, part['month'] ?? 0, part['day'] ?? 0)
    const seconds = day * 86_400 + (part['hour'] ?? 0) * 3600 + (part['minute'] ?? 0) * 60 + (part['second'] ?? 0)
    return BigInt(seconds - Math.floor(millis / 1000)) * MICROS_PER_SECOND
  }
}

function split(moment: Moment): [Day, bigint] {
  const days = floorDivide(moment, MICROS_PER_DAY)
  return [new Day(Number(days)), moment - days * MICROS_PER_DAY]
}

function floorDivide(a: bigint, b: bigint): bigint {
  const quotient = a / b
  return a % b < 0n ? quotient - 1n : quotient
}

function clock(seconds: number): string {
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}`
}

function two(number: number): string {
  return String(number).padStart(2, '0')
}

function daysIn(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28
  return [4, 6, 9, 11].includes(month) ? 30 : 31
}

/** Days since 1970-01-01; Hinnant's days-from-civil. */
function countOf(year: number, month: number, day: number): number {
  const shiftedYear = month <= 2 ? year - 1 : year
  const era = Math.floor(shiftedYear / 400)
  const yearOfEra = shiftedYear - era * 400
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1
  return era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468
}
