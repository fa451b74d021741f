import { isCounted, valueType } from '@/definition/app'
import type { Field, FieldType } from '@/definition/types'
import { blank, idOf } from '@/form/values'

export type Op = 'eq' | 'ne' | 'lt' | 'le' | 'gt' | 'ge' | 'in' | 'contains' | 'starts' | 'blank' | 'within' | 'filled' | 'between'

/** A simple condition of a list's filter; `filled` and `between` are written with the API's own ops. */
export interface Condition {
  field: string
  op: Op
  value?: unknown
  /** The upper end of `between`. */
  to?: unknown
}

export type Where = Record<string, unknown>

const ORDERED: Op[] = ['between', 'ge', 'le', 'eq', 'blank', 'filled']
const LINK: Op[] = ['in', 'blank', 'filled']
const OPS: Partial<Record<FieldType, Op[]>> = {
  text: ['contains', 'starts', 'eq', 'blank', 'filled'],
  long_text: ['contains', 'blank', 'filled'],
  phone: ['contains', 'eq', 'blank', 'filled'],
  email: ['contains', 'eq', 'blank', 'filled'],
  url: ['contains', 'blank', 'filled'],
  auto_number: ['contains', 'eq'],
  integer: ORDERED,
  decimal: ORDERED,
  money: ORDERED,
  percent: ORDERED,
  date: ORDERED,
  datetime: ['between', 'ge', 'le', 'blank', 'filled'],
  choice: LINK,
  multi_choice: ['contains', 'blank', 'filled'],
  tags: ['contains', 'blank', 'filled'],
  yes_no: ['eq', 'blank'],
  person: LINK,
  people: ['contains', 'blank', 'filled'],
  department: ['within', 'in', 'blank'],
  region: ['within', 'blank', 'filled'],
  reference: LINK,
  multi_reference: ['contains', 'blank', 'filled'],
}

/** What may be asked of a field; none for kinds that cannot be filtered. */
export function opsOf(field: Field): Op[] {
  return isCounted(field) ? [] : (OPS[valueType(field)] ?? [])
}

export function complete(condition: Condition): boolean {
  if (condition.op === 'blank' || condition.op === 'filled') return true
  if (condition.op === 'between') return !blank(condition.value) || !blank(condition.to)
  return !blank(condition.value)
}

function plain(value: unknown): unknown {
  return Array.isArray(value) ? value.map(idOf) : idOf(value)
}

/** A condition as the API's where-tree. */
export function whereOf(condition: Condition): Where {
  const { field, op } = condition
  const value = plain(condition.value)
  switch (op) {
    case 'filled':
      return { field, op: 'blank', value: false }
    case 'blank':
      return { field, op, value: true }
    case 'between':
      return and([
        ...(blank(value) ? [] : [{ field, op: 'ge', value }]),
        ...(blank(condition.to) ? [] : [{ field, op: 'le', value: plain(condition.to) }]),
      ])!
    case 'contains':
      return Array.isArray(value) ? and(value.map((each) => ({ field, op, value: each })))! : { field, op, value }
    default:
      return { field, op, value }
  }
}

/**
 * A condition of the definition that refers to the record being filled in (`{record: "customer"}`), with its values.
 * What hangs on a field that is still blank falls out.
 */
export function resolved(where: Where, record: (key: string) => unknown): Where | undefined {
  const several = (where.and ?? where.or) as Where[] | undefined
  if (several) {
    const kept = several.map((part) => resolved(part, record))
    return where.and ? and(kept) : kept.every(Boolean) ? { or: kept } : undefined
  }
  if (where.not) {
    const inner = resolved(where.not as Where, record)
    return inner && { not: inner }
  }
  const value = where.value
  if (value === null || typeof value !== 'object' || !('record' in value)) return where
  const found = idOf(record(String(value.record)))
  return blank(found) ? undefined : { ...where, value: found }
}

export function and(parts: (Where | undefined | null)[]): Where | undefined {
  const kept = parts.filter((part): part is Where => Boolean(part))
  return kept.length > 1 ? { and: kept } : kept[0]
}
