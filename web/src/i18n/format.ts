import Big from 'big.js'
import { locale, t } from '.'

const tag = () => (locale.value === 'zh' ? 'zh-CN' : 'en')

/** Digits grouped by thousands; exact, whatever the length. */
export function grouped(value: unknown, scale?: number): string {
  const text = scale === undefined ? String(value) : new Big(String(value)).toFixed(scale)
  const [whole = '', part] = text.split('.')
  return whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',') + (part ? `.${part}` : '')
}

/** Money as it is spoken: 168 万, 1.2 亿 (English: 1.7M); exact below ten thousand. */
export function shortMoney(value: unknown): string {
  const number = new Big(String(value))
  const size = number.abs()
  if (locale.value === 'zh') {
    if (size.gte(1e8)) return `${trimmed(number.div(1e8))} 亿`
    if (size.gte(1e4)) return `${trimmed(number.div(1e4))} 万`
  } else {
    if (size.gte(1e9)) return `${trimmed(number.div(1e9))}B`
    if (size.gte(1e6)) return `${trimmed(number.div(1e6))}M`
    if (size.gte(1e4)) return `${trimmed(number.div(1e3))}k`
  }
  return grouped(plain(number))
}

function trimmed(number: Big): string {
  const scale = number.abs().gte(100) ? 0 : number.abs().gte(10) ? 1 : 2
  return grouped(plain(number.round(scale)))
}

function plain(number: Big): string {
  return number.toFixed()
}

export function exactMoney(value: unknown): string {
  return `¥ ${grouped(value, 2)}`
}

/** Without closing zeros: 12.5000 → 12.5. */
export function decimal(value: unknown): string {
  return grouped(plain(new Big(String(value))))
}

const two = (number: number) => String(number).padStart(2, '0')

export function dayOf(date: Date): string {
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}

export const today = () => dayOf(new Date())

export function addDays(day: string, days: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  return dayOf(new Date(year, month - 1, date + days))
}

export function clock(value: string | Date): string {
  const date = new Date(value)
  return `${two(date.getHours())}:${two(date.getMinutes())}`
}

/** 11 月 17 日, with the year if it is another one. */
export function shortDay(value: string | Date): string {
  const date = typeof value === 'string' && value.length === 10 ? new Date(`${value}T00:00`) : new Date(value)
  const sameYear = date.getFullYear() === new Date().getFullYear()
  if (locale.value === 'zh') return `${sameYear ? '' : `${date.getFullYear()} 年 `}${date.getMonth() + 1} 月 ${date.getDate()} 日`
  return date.toLocaleDateString(tag(), { month: 'short', day: 'numeric', ...(sameYear ? {} : { year: 'numeric' }) })
}

export function weekday(date = new Date()): string {
  return date.toLocaleDateString(tag(), { weekday: 'long' })
}

/** How a moment is spoken of: 今天 10:05, 昨天 16:48, 11 月 17 日. */
export function moment(value: string): string {
  const days = daysAgo(value)
  if (days === 0) return `${t('time.today')} ${clock(value)}`
  if (days === 1) return `${t('time.yesterday')} ${clock(value)}`
  if (days === -1) return `${t('time.tomorrow')} ${clock(value)}`
  return days < 0 && days > -7 ? `${shortDay(value)} ${clock(value)}` : shortDay(value)
}

/** Whole days between that day and today; negative for days to come. */
export function daysAgo(value: string): number {
  const day = value.length === 10 ? value : dayOf(new Date(value))
  return Math.round((Date.parse(today()) - Date.parse(day)) / 86_400_000)
}

/** A date as a person says it: 今天, 昨天, 21 天前. */
export function ago(value: string): string {
  const days = daysAgo(value)
  if (days === 0) return t('time.today')
  if (days === 1) return t('time.yesterday')
  if (days === -1) return t('time.tomorrow')
  return days > 0 && days < 100 ? t('time.days_ago', { n: days }) : shortDay(value)
}

/** How long something has stood where it is: 6 天, or 今天 since it came there. */
export function stay(days: unknown): string {
  return Number(days) ? t('time.days', { n: Number(days) }) : t('time.today')
}

export function exactMoment(value: string): string {
  const date = new Date(value)
  return `${dayOf(date)} ${clock(date)}`
}

/** For `<input type="datetime-local">`, in the reader's own zone. */
export function localInput(value: unknown): string {
  if (typeof value !== 'string' || value === '') return ''
  const date = new Date(value)
  return Number.isNaN(date.getTime()) ? '' : `${dayOf(date)}T${clock(date)}`
}

/** ISO 8601 with the reader's own offset. */
export function withOffset(local: string): string {
  const date = new Date(local)
  const offset = -date.getTimezoneOffset()
  const sign = offset < 0 ? '-' : '+'
  return `${dayOf(date)}T${clock(date)}:00${sign}${two(Math.floor(Math.abs(offset) / 60))}:${two(Math.abs(offset) % 60)}`
}

export const nowInput = () => withOffset(localInput(new Date().toISOString()))

export function fileSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} KB`
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`
}
