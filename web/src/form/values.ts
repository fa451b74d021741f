import Big from 'big.js'
import type { Field } from '@/definition/types'
import type { Values } from './judge'

const DECIMAL = new Set(['decimal', 'money', 'percent'])
const COMPUTED = new Set(['formula', 'rollup', 'auto_number'])

export const isDecimal = (field: Field) => DECIMAL.has(field.type)
export const isComputed = (field: Field) => COMPUTED.has(field.type) || field.derived === true

export function blank(value: unknown): boolean {
  return value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)
}

export function idOf(value: unknown): unknown {
  return value !== null && typeof value === 'object' && 'id' in value ? value.id : value
}

/** A number as typed, without grouping marks and with ASCII digits; undefined if it is none. */
export function decimalOf(value: unknown): Big | undefined {
  if (typeof value !== 'number' && typeof value !== 'string') return undefined
  const text = String(value).normalize('NFKC').replace(/[,\s]/g, '')
  return /^[+-]?(\d+\.?\d*|\.\d+)$/.test(text) ? new Big(text.replace(/^\+/, '').replace(/\.$/, '')) : undefined
}

/** A value as the API takes it: links as ids, numbers as plain text, blanks as null. */
export function toInput(field: Field, value: unknown): unknown {
  if (blank(value)) return null
  switch (field.type) {
    case 'reference':
    case 'person':
    case 'department':
      return idOf(value)
    case 'multi_reference':
    case 'people':
    case 'attachment':
      return (value as unknown[]).map(idOf)
    case 'decimal':
    case 'money':
    case 'percent':
      return decimalOf(value)?.toFixed() ?? value
    case 'integer': {
      const number = decimalOf(value)
      return number ? Number(number.toFixed()) : value
    }
    case 'table':
      return (value as Values[]).map((row) => rowInput(field.fields ?? [], row))
    default:
      return typeof value === 'string' ? value.trim() || null : value
  }
}

function rowInput(columns: Field[], row: Values): Values {
  const out: Values = {}
  for (const column of columns) if (!isComputed(column) && column.key in row) out[column.key] = toInput(column, row[column.key])
  return out
}

/** Same for the record: `120` and `120.00` are the same amount, null and "" the same blank. */
export function same(field: Field, left: unknown, right: unknown): boolean {
  const [a, b] = [toInput(field, left), toInput(field, right)]
  if (isDecimal(field) && a !== null && b !== null) {
    const [x, y] = [decimalOf(a), decimalOf(b)]
    return x && y ? x.eq(y) : a === b
  }
  if (field.type === 'table') return sameRows(field.fields ?? [], left, right)
  if (field.type === 'datetime' && typeof a === 'string' && typeof b === 'string') return Date.parse(a) === Date.parse(b)
  return JSON.stringify(a) === JSON.stringify(b)
}

function sameRows(columns: Field[], left: unknown, right: unknown): boolean {
  const [a, b] = [(left ?? []) as Values[], (right ?? []) as Values[]]
  const kept = columns.filter((column) => !isComputed(column))
  return a.length === b.length && a.every((row, index) => kept.every((column) => same(column, row[column.key], b[index]?.[column.key])))
}
