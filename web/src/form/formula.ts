import Big from 'big.js'
import type { Field } from '@/definition/types'
import { inputsOf, type Judge, judged, type Values } from './judge'

const SCALE: Record<string, number> = { decimal: 4, money: 2, percent: 2, integer: 0 }

/**
 * The values with every formula worked out, those of child rows first, each after the ones it reads.
 * What the client cannot know keeps the value the server gave.
 */
export function computeAll(fields: Field[], values: Values, hops: ReadonlyMap<string, Values>, judge: Judge): Values {
  const out = { ...values }
  for (const table of fields) {
    const columns = table.fields ?? []
    if (table.type !== 'table' || !columns.some((column) => column.type === 'formula')) continue
    const rows = out[table.key]
    if (Array.isArray(rows)) out[table.key] = rows.map((row: Values) => computed(columns, row, new Map(), judge))
  }
  return computed(fields, out, hops, judge)
}

function computed(fields: Field[], values: Values, hops: ReadonlyMap<string, Values>, judge: Judge): Values {
  const out = { ...values }
  for (const field of inOrder(fields.filter((each) => each.type === 'formula' && each.expr))) {
    const value = judged(judge, field.expr!, { fields, values: out, hops })
    if (value !== undefined) out[field.key] = rounded(field, value)
  }
  return out
}

function inOrder(formulas: Field[]): Field[] {
  const byKey = new Map(formulas.map((field) => [field.key, field]))
  const done = new Set<Field>()
  const visit = (field: Field) => {
    if (done.has(field)) return
    done.add(field)
    for (const input of inputsOf(field.expr)) {
      const before = byKey.get(input)
      if (before) visit(before)
    }
    order.push(field)
  }
  const order: Field[] = []
  formulas.forEach(visit)
  return order
}

/** Half up, away from zero, as the server rounds on assignment. */
function rounded(field: Field, value: unknown): unknown {
  const type = field.result ?? 'decimal'
  const scale = field.scale ?? SCALE[type]
  if (value === null || scale === undefined) return value
  const number = value instanceof Big ? value : new Big(String(value))
  return type === 'integer' ? Number(number.toFixed(0, Big.roundHalfUp)) : number.toFixed(scale, Big.roundHalfUp)
}
