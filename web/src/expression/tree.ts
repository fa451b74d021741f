/** What an expression is given and gives: JSON as the API speaks it. Numbers may be strings, to keep every digit. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/** A checked tree as the server ships it; see `Tree.java` for its forms. */
export type Tree = Json

/** An expression as the server ships it. */
export interface ShippedExpression {
  readonly text: string
  readonly type?: string
  readonly tree: Tree
  readonly inputs: readonly string[]
}

/** The value at a dotted path; null where it is blank, undefined where this client does not have it. */
export type Values = (path: string) => Json | undefined

export interface Env {
  /** The present moment, ISO 8601; the caller's clock, never this module's. */
  readonly now: string
  /** The company's zone, such as Asia/Shanghai, which decides what day it is. */
  readonly zone: string
  readonly me: Values
}

/** The answer needs what only the server has: a department's members, a value not loaded. */
export const UNKNOWN = Symbol('known when online')
export type Unknown = typeof UNKNOWN

/** Finds `customer.region` under that very key, or in the row under `customer`. */
export function valuesOf(row: { readonly [key: string]: Json }): Values {
  return (path) => member(row, path)
}

/** The value at a path within a row; an id knows itself as `id`. */
export function member(row: Json | undefined, path: string): Json | undefined {
  if (row === null || row === undefined) return row
  if (typeof row === 'string') return path === 'id' ? row : undefined
  if (typeof row !== 'object' || isList(row)) return undefined
  const own = Object.hasOwn(row, path) ? row[path] : undefined
  if (own !== undefined) return own
  const dot = path.indexOf('.')
  if (dot < 0) return undefined
  const head = path.slice(0, dot)
  return Object.hasOwn(row, head) ? member(row[head], path.slice(dot + 1)) : undefined
}

export function isList(value: unknown): value is readonly Json[] {
  return Array.isArray(value)
}
