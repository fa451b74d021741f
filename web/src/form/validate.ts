import type { Field } from '@/definition/types'
import type { Values } from './judge'
import { blank, decimalOf, isComputed, isDecimal } from './values'

/** What is wrong with a field: a code of ours with its figures, or the server's own words. */
export type Fault =
  | { code: 'required' | 'number' | 'whole' | 'email' | 'url' | 'phone' | 'date' }
  | { code: 'too_long' | 'min' | 'max' | 'digits'; limit: string }
  | { code: 'said'; message: string }

const LENGTH: Record<string, number> = { text: 200, long_text: 10000, url: 500, email: 200, phone: 40 }
const SCALE: Record<string, number> = { decimal: 4, money: 2, percent: 2 }

/** Checks the value alone, as the server will; rules between fields are the model's. */
export function faultOf(field: Field, value: unknown, required: boolean): Fault | undefined {
  if (blank(value) || (typeof value === 'string' && value.trim() === '')) return required ? { code: 'required' } : undefined
  if (isDecimal(field) || field.type === 'integer') return numberFault(field, value)
  if (typeof value === 'string') return textFault(field, value)
  return undefined
}

function numberFault(field: Field, value: unknown): Fault | undefined {
  const number = decimalOf(value)
  if (!number) return { code: 'number' }
  const scale = field.type === 'integer' ? 0 : (field.scale ?? SCALE[field.type] ?? 4)
  if (!number.round(scale).eq(number)) return scale === 0 ? { code: 'whole' } : { code: 'digits', limit: String(scale) }
  if (field.min !== undefined && number.lt(field.min)) return { code: 'min', limit: String(field.min) }
  if (field.max !== undefined && number.gt(field.max)) return { code: 'max', limit: String(field.max) }
  return undefined
}

function textFault(field: Field, value: string): Fault | undefined {
  const limit = Number(field.max ?? LENGTH[field.type] ?? Infinity)
  const text = value.trim()
  if (field.type in LENGTH && text.length > limit) return { code: 'too_long', limit: String(limit) }
  if (field.type === 'email' && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text)) return { code: 'email' }
  if (field.type === 'url' && !/^https?:\/\/\S+$/i.test(text)) return { code: 'url' }
  if (field.type === 'phone' && !/^[+\d][\d\s()-]{4,}(\s*(转|ext\.?|x)\s*\d+)?$/i.test(text)) return { code: 'phone' }
  if ((field.type === 'date' || field.type === 'datetime') && Number.isNaN(Date.parse(text))) return { code: 'date' }
  return undefined
}

/** Faults of the cells of a child table, by path `lines[0].price`. */
export function rowFaults(field: Field, rows: Values[]): [string, Fault][] {
  const faults: [string, Fault][] = []
  rows.forEach((row, index) => {
    for (const column of field.fields ?? []) {
      if (isComputed(column)) continue
      const fault = faultOf(column, row[column.key], column.required === true && !column.fill && !column.default)
      if (fault) faults.push([`${field.key}[${index}].${column.key}`, fault])
    }
  })
  return faults
}
