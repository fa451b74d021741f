import type { Expr, Field, Rule } from '@/definition/types'

export type Values = Record<string, unknown>

/** Values an expression may read: the form's own, and those of records its references point to. */
export interface Scope {
  fields: Field[]
  values: Values
  hops: ReadonlyMap<string, Values>
}

/** Judges expressions for the form model; `undefined` says that the client cannot know and the server decides. */
export interface Judge {
  evaluate(expr: Expr, scope: Scope): unknown
  /** An answer as the field holds it; absent where answers and values are the same. */
  asValue?(field: Field, answer: unknown, scope: Scope): unknown
}

/** What a rule says now; undefined where the client cannot know. */
export function judged(judge: Judge, rule: Rule, scope: Scope): unknown {
  return rule === true ? true : judge.evaluate(rule, scope)
}

export const inputsOf = (rule: Rule | undefined): string[] => (rule && rule !== true ? rule.inputs : [])

/** Knows nothing: every rule is left to the server. */
export const undecided: Judge = { evaluate: () => undefined }
