import type { Field } from '@/definition/types'
import { inputsOf, type Judge, judged, type Values } from './judge'
import { blank } from './values'

/** A new row of a child table with its defaults. */
export function freshRow(columns: Field[], judge: Judge): Values {
  const row: Values = {}
  for (const column of columns) {
    if (column.default) put(column, judged(judge, column.default, { fields: columns, values: row, hops: new Map() }), row)
  }
  return row
}

/** Fields of the record a column points to that other columns are filled from. */
export function rowHops(columns: Field[], key: string): string[] {
  const inputs = columns.flatMap((column) => inputsOf(column.fill))
  return [...new Set(inputs.filter((input) => input.startsWith(`${key}.`)).map((input) => input.slice(key.length + 1)))]
}

/** The row with its columns filled from the record just picked; a column that reads it takes the new value. */
export function filledRow(columns: Field[], row: Values, key: string, loaded: Values, judge: Judge): Values {
  const out = { ...row }
  for (const column of columns) {
    if (!column.fill || !inputsOf(column.fill).some((input) => input.startsWith(`${key}.`))) continue
    put(column, judged(judge, column.fill, { fields: columns, values: out, hops: new Map([[key, loaded]]) }), out)
  }
  return out
}

function put(column: Field, value: unknown, row: Values): void {
  if (!blank(value)) row[column.key] = column.type === 'integer' ? Number(value) : value
}
