import { Calendar, Day, hoursBetween, type Moment, parseMoment, plusHours, printMoment } from './calendar'
import { ceil, Decimal, divide, floor, isDecimal, parse, print, remainder, round, whole } from './decimal'
import { type Env, isList, type Json, member, type Tree, UNKNOWN, type Unknown, type Values } from './tree'

const MAX_STEPS = 10_000

/** A value on its way: numbers, days and moments in their own form, rows and ids as JSON. */
type Value = null | boolean | string | Decimal | Day | Moment | readonly Value[] | Row
type Row = { readonly [key: string]: Json }
type Answer = Value | Unknown

/**
 * The value of a tree as JSON (numbers as strings, days and moments in ISO 8601), or UNKNOWN. The twin of
 * `Evaluator.java`; the corpus holds both to the same answers.
 */
export function evaluate(tree: Tree, values: Values, env: Env): Json | Unknown {
  const answer = new Evaluator(values, env).value(tree)
  return answer === UNKNOWN ? UNKNOWN : toJson(answer)
}

/** Whether a condition is true; null is not. */
export function holds(tree: Tree, values: Values, env: Env): boolean | Unknown {
  const answer = evaluate(tree, values, env)
  return answer === UNKNOWN ? UNKNOWN : answer === true
}

class Evaluator {
  private readonly calendar: Calendar
  private readonly variables = new Map<string, Value>()
  private steps = 0

  constructor(
    private readonly values: Values,
    private readonly env: Env,
  ) {
    this.calendar = new Calendar(env.zone)
  }

  value(tree: Tree): Answer {
    if (tree === null || typeof tree === 'boolean') return tree
    if (!isList(tree)) throw new Error(`no tree: ${JSON.stringify(tree)}`)
    const [head, ...rest] = tree
    switch (head) {
      case 'n':
        return new Decimal(String(rest[0]))
      case 's':
        return String(rest[0])
      case 'list':
        return all(rest.map((item) => this.value(item)))
      case 'field':
        return this.field(String(rest[0]), String(rest[1]))
      case 'var':
        return this.variable(String(rest[0]), String(rest[1]), String(rest[2]))
      case 'all':
      case 'exists':
      case 'filter':
      case 'map':
        return this.each(head, rest[0] ?? null, String(rest[1]), rest[2] ?? null)
      default:
        return this.call(String(head), rest)
    }
  }

  private field(path: string, type: string): Answer {
    const value = path.startsWith('me.') ? this.env.me(path.slice(3)) : this.values(path)
    return value === undefined ? UNKNOWN : fromJson(value, type)
  }

  private variable(name: string, path: string, type: string): Answer {
    const element = this.variables.get(name) ?? null
    if (path === '') return type === 'id' && isRow(element) ? fromJson(element, type) : element
    const value = member(isRow(element) || typeof element === 'string' ? element : null, path)
    return value === undefined ? UNKNOWN : fromJson(value, type)
  }

  private each(pass: 'all' | 'exists' | 'filter' | 'map', list: Tree, name: string, body: Tree): Answer {
    const elements = this.elements(list)
    if (elements === UNKNOWN) return UNKNOWN
    const outer = this.variables.get(name)
    const results: Answer[] = []
    const decisive = pass === 'exists' ? true : pass === 'all' ? false : undefined
    for (const element of elements) {
      if (++this.steps > MAX_STEPS) throw new Error(`too_many_steps: more than ${MAX_STEPS} list elements`)
      this.variables.set(name, element)
      const result = this.value(body)
      results.push(pass === 'map' || result === UNKNOWN ? result : result === true)
      if (decisive !== undefined && results.at(-1) === decisive) break
    }
    if (outer === undefined) this.variables.delete(name)
    else this.variables.set(name, outer)
    if (decisive !== undefined && results.at(-1) === decisive) return decisive
    const known = all(results)
    if (known === UNKNOWN || pass === 'map') return known
    return pass === 'filter' ? elements.filter((_, i) => results[i] === true) : !decisive
  }

  private call(name: string, args: readonly Tree[]): Answer {
    const [first = null, second = null, third = null] = args
    switch (name) {
      case '&&':
      case '||':
        return this.junction(name === '||', first, second)
      case '?:': {
        const condition = this.value(first)
        return condition === UNKNOWN ? UNKNOWN : this.value(condition === true ? second : third)
      }
      case 'coalesce':
        return this.coalesce(args)
      case 'today':
        return this.calendar.day(now(this.env))
      case 'now':
        return now(this.env)
      case 'inDepartment':
        return UNKNOWN
      default: {
        const given = all(args.map((arg) => this.value(arg)))
        return given === UNKNOWN ? UNKNOWN : this.apply(name, given)
      }
    }
  }

  /** What is known may decide: false && unknown is false, true || unknown is true. */
  private junction(decisive: boolean, left: Tree, right: Tree): Answer {
    const first = truth(this.value(left))
    if (first === decisive) return decisive
    const second = truth(this.value(right))
    if (second === decisive) return decisive
    return first === UNKNOWN || second === UNKNOWN ? UNKNOWN : !decisive
  }

  private coalesce(args: readonly Tree[]): Answer {
    for (const arg of args) {
      const value = this.value(arg)
      if (value !== null) return value
    }
    return null
  }

  private elements(list: Tree): readonly Value[] | Unknown {
    const value = this.value(list)
    return value === UNKNOWN ? UNKNOWN : listOf(value)
  }

  private apply(name: string, args: readonly Value[]): Value {
    const [first = null, second = null] = args
    switch (name) {
      case '!':
        return first !== true
      case '==':
        return same(first, second)
      case '!=':
        return !same(first, second)
      case 'in':
        return first !== null && listOf(second).some((element) => same(first, bare(element)))
      case 'blank':
        return first === null || first === '' || (Array.isArray(first) && first.length === 0)
      case 'size':
        return new Decimal(listOf(first).length)
      case 'count':
        return new Decimal(present(listOf(first)).length)
      case 'sum':
        return sum(listOf(first))
      case 'avg':
        return divide(sum(listOf(first)), new Decimal(present(listOf(first)).length))
      case 'min':
        return extreme(args, (order) => order <= 0)
      case 'max':
        return extreme(args, (order) => order >= 0)
      default:
        return args.includes(null) ? (QUESTIONS.has(name) ? false : null) : this.strict(name, args)
    }
  }

  /** Functions whose arguments are all there. */
  private strict(name: string, args: readonly Value[]): Value {
    const first = args[0] ?? null
    const second = args[1] ?? null
    switch (name) {
      case '<':
        return compare(first, second) < 0
      case '<=':
        return compare(first, second) <= 0
      case '>':
        return compare(first, second) > 0
      case '>=':
        return compare(first, second) >= 0
      case 'text':
        return this.text(first)
      case 'date':
        return args.length === 3 ? dateOf(args) : typeof first === 'string' ? Day.parse(first) : this.day(first)
      case 'addDays':
        return this.calendar.plusDays(date(first), number(second))
      case 'addMonths':
        return this.calendar.plusMonths(date(first), number(second))
      case 'addHours':
        return plusHours(moment(first), number(second))
      case 'daysBetween':
        return new Decimal(this.day(second).count - this.day(first).count)
      case 'hoursBetween':
        return hoursBetween(moment(first), moment(second))
      case 'year':
        return new Decimal(this.day(first).fields()[0])
      case 'month':
        return new Decimal(this.day(first).fields()[1])
      case 'day':
        return new Decimal(this.day(first).fields()[2])
      default:
        return typeof first === 'string' ? ofText(name, first, second) : arithmetic(name, number(first), second)
    }
  }

  private day(value: Value): Day {
    return this.calendar.day(date(value))
  }

  private text(value: Value): string {
    if (typeof value === 'string') return value
    if (typeof value === 'boolean') return String(value)
    return isDecimal(value) ? print(value) : this.calendar.text(date(value))
  }
}

/** Functions that answer false where an argument is null. */
const QUESTIONS = new Set(['<', '<=', '>', '>=', 'contains', 'startsWith', 'endsWith', 'creditCode'])

function ofText(name: string, text: string, other: Value): Value {
  switch (name) {
    case '+':
      return text + string(other)
    case 'contains':
      return text.includes(string(other))
    case 'startsWith':
      return text.startsWith(string(other))
    case 'endsWith':
      return text.endsWith(string(other))
    case 'lower':
      return text.toLowerCase()
    case 'upper':
      return text.toUpperCase()
    case 'trim':
      return text.trim()
    case 'length':
      return new Decimal([...text].length)
    case 'creditCode':
      return isCreditCode(text)
    case 'number':
      return parse(text)
    default:
      throw new Error(`no function is called ${name}`)
  }
}

const CREDIT_CHARACTERS = '0123456789ABCDEFGHJKLMNPQRTUWXY'

/** Whether a unified social credit code fits its check character (GB 32100-2015). */
function isCreditCode(text: string): boolean {
  const values = [...text].map((character) => CREDIT_CHARACTERS.indexOf(character))
  if (values.length !== 18 || values.includes(-1)) return false
  let weight = 1
  // the check character, the last, makes the weighted sum whole
  const sum = values.reduce((total, value, i) => {
    const part = i === 17 ? value : value * weight
    weight = (weight * 3) % 31
    return total + part
  }, 0)
  return sum % 31 === 0
}

function arithmetic(name: string, left: Decimal, other: Value): Value {
  switch (name) {
    case '+':
      return left.plus(number(other))
    case '-':
      return left.minus(number(other))
    case '*':
      return left.times(number(other))
    case '/':
      return divide(left, number(other))
    case '%':
      return remainder(left, number(other))
    case 'neg':
      return left.neg()
    case 'abs':
      return left.abs()
    case 'floor':
      return floor(left)
    case 'ceil':
      return ceil(left)
    case 'round':
      return round(left, other === null ? new Decimal(0) : number(other))
    default:
      throw new Error(`no function is called ${name}`)
  }
}

function dateOf(args: readonly Value[]): Day | null {
  const [year, month, day] = [9999, 12, 31].map((limit, i) => whole(number(args[i] ?? null), limit))
  return year == null || month == null || day == null ? null : Day.of(year, month, day)
}

function sum(list: readonly Value[]): Decimal {
  return present(list).reduce<Decimal>((total, value) => total.plus(number(value)), new Decimal(0))
}

function extreme(args: readonly Value[], keeps: (order: number) => boolean): Value {
  const candidates = present(args.length === 1 ? listOf(args[0] ?? null) : args)
  return candidates.reduce<Value>((best, value) => (best === null || !keeps(compare(best, value)) ? value : best), null)
}

/** Null is no different from an empty list. */
function listOf(value: Value): readonly Value[] {
  return Array.isArray(value) ? (value as readonly Value[]) : []
}

function present(list: readonly Value[]): readonly Value[] {
  return list.filter((value) => value !== null)
}

function all(answers: readonly Answer[]): readonly Value[] | Unknown {
  return answers.includes(UNKNOWN) ? UNKNOWN : (answers as readonly Value[])
}

function truth(answer: Answer): boolean | Unknown {
  return answer === UNKNOWN ? UNKNOWN : answer === true
}

function same(left: Value, right: Value): boolean {
  if (isDecimal(left) && isDecimal(right)) return left.eq(right)
  if (left instanceof Day && right instanceof Day) return left.count === right.count
  return left === right
}

function compare(left: Value, right: Value): number {
  if (isDecimal(left) && isDecimal(right)) return left.cmp(right)
  if (left instanceof Day && right instanceof Day) return left.count - right.count
  const a = moment(left)
  const b = moment(right)
  return a < b ? -1 : a > b ? 1 : 0
}

function now(env: Env): Moment {
  return moment(parseMoment(env.now))
}

function number(value: Value): Decimal {
  return isDecimal(value) ? value : wrong(value, 'a number')
}

function string(value: Value): string {
  return typeof value === 'string' ? value : wrong(value, 'a text')
}

function moment(value: Value): Moment {
  return typeof value === 'bigint' ? value : wrong(value, 'a date and time')
}

function date(value: Value): Day | Moment {
  return value instanceof Day ? value : moment(value)
}

function wrong(value: Value, wanted: string): never {
  throw new Error(`${String(value)} is not ${wanted}`)
}

function isRow(value: Value): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isDecimal(value) && !(value instanceof Day)
}

/** A reference is its id, also where the API gave its title along. */
function bare(value: Value): Value {
  return isRow(value) ? ((value['id'] ?? null) as string | null) : value
}

function fromJson(json: Json, type: string): Value {
  if (json === null) return null
  if (type.startsWith('list<')) {
    const of = type.slice(5, -1)
    // Rows stay rows: their fields may be asked for.
    return isList(json) ? json.map((element) => (of === 'id' ? (element as Value) : fromJson(element, of))) : []
  }
  switch (type) {
    case 'number':
      return new Decimal(json as string | number)
    case 'date':
      return Day.parse(String(json))
    case 'datetime':
      return parseMoment(String(json))
    case 'id':
      return bare(json as Value)
    default:
      return json as Value
  }
}

function toJson(value: Value): Json {
  if (isDecimal(value)) return print(value)
  if (value instanceof Day) return value.toString()
  if (typeof value === 'bigint') return printMoment(value)
  return Array.isArray(value) ? (value as readonly Value[]).map(toJson) : (value as Json)
}
