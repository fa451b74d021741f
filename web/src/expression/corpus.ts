import { parseMoment } from './calendar'
import { Decimal } from './decimal'
import { evaluate } from './evaluate'
import { type Env, isList, type Json, member, type ShippedExpression, UNKNOWN, type Unknown } from './tree'

/** One case of `corpus/expression`, ready to run anywhere: in a unit test, on a page of a real browser. */
export interface CorpusCase {
  readonly name: string
  readonly expression: ShippedExpression
  readonly values: Row
  readonly env: Env
  readonly expected: Json | Unknown
}

type Row = { readonly [key: string]: Json }
interface CorpusFile {
  readonly values: Row
  readonly cases: readonly {
    readonly name: string
    readonly values?: Row
    readonly env?: Row
    readonly result?: Json
    readonly client?: Json
  }[]
}

/** Puts the cases together from the files of the corpus, keyed by their base name; those that do not compile are left out. */
export function corpusCases(files: Readonly<Record<string, unknown>>): CorpusCase[] {
  const { scope, trees, ...rest } = files as Record<string, CorpusFile>
  const common = member(scope as unknown as Row, 'env') as Row
  const shipped = trees as unknown as Readonly<Record<string, ShippedExpression>>
  return Object.values(rest).flatMap((file) =>
    file.cases.flatMap(({ name, values, env, result, client }) => {
      const expression = shipped[name]
      if (result === undefined || !expression) return []
      const expected = client === 'unknown' ? UNKNOWN : (client ?? result)
      return [{ name, expression, values: { ...file.values, ...values }, env: envOf({ ...common, ...env }), expected }]
    }),
  )
}

/** Runs the cases and answers what went wrong, one line each; nothing if all is well. */
export function runCorpus(cases: readonly CorpusCase[]): string[] {
  return cases.flatMap(({ name, expression, values, env, expected }) => {
    try {
      const actual = evaluate(expression.tree, (path) => member(values, path) ?? null, env)
      if (same(actual, expected)) return []
      return [`${name}: expected ${show(expected)} but was ${show(actual)}`]
    } catch (error) {
      return [`${name}: ${String(error)}`]
    }
  })
}

function envOf(row: Row): Env {
  return { now: String(row['now']), zone: String(row['zone']), me: (path) => member(row['me'], path) ?? null }
}

function same(actual: Json | Unknown, expected: Json | Unknown): boolean {
  if (isList(actual) && isList(expected)) {
    return actual.length === expected.length && actual.every((element, i) => same(element, expected[i] ?? null))
  }
  return actual === expected || (typeof actual === 'string' && typeof expected === 'string' && sameText(actual, expected))
}

/** Numbers and moments may be written in more ways than one. */
function sameText(actual: string, expected: string): boolean {
  const moment = parseMoment(expected)
  if (moment !== null) return parseMoment(actual) === moment
  const number = /^-?[0-9]+(\.[0-9]+)?$/
  return number.test(actual) && number.test(expected) && new Decimal(actual).eq(expected)
}

function show(value: Json | Unknown): string {
  return value === UNKNOWN ? 'unknown' : JSON.stringify(value)
}
