import type { FieldError } from '@/api/types'
import type { Check, Field, Rule } from '@/definition/types'
import { computeAll } from './formula'
import { inputsOf, type Judge, judged, type Scope, undecided, type Values } from './judge'
import { type Fault, faultOf, rowFaults } from './validate'
import { blank, isComputed, same, toInput } from './values'

export interface FieldState {
  value: unknown
  visible: boolean
  required: boolean
  readonly: boolean
  fault?: Fault
}

export interface Conflict {
  field: Field
  base: unknown
  mine: unknown
  theirs: unknown
}

export interface ModelOptions {
  fields: Field[]
  checks?: Check[]
  /** Keys this person may write on this row; absent on create, when the field's own access decides. */
  write?: string[]
  values?: Values
  /** True for a record that does not exist yet: defaults apply and everything filled in is a change. */
  fresh?: boolean
  judge?: Judge
}

/** Left blank, such a field is filled by the server when it saves. */
const filledByServer = (field: Field) => field.fill !== undefined || field.default !== undefined

/**
 * A form as it is being filled in: values, what is visible, required and read-only, formulas, faults and
 * what has changed. Knows neither Vue nor the DOM; `subscribe` tells when something moved.
 */
export class FormModel {
  readonly fields: ReadonlyMap<string, Field>
  version = 0
  private values: Values
  private base: Values
  private readonly write?: ReadonlySet<string>
  private readonly fresh: boolean
  private readonly judge: Judge
  private readonly checks: Check[]
  private readonly hops = new Map<string, Values>()
  private readonly touched = new Set<string>()
  private readonly filled = new Set<string>()
  private faults = new Map<string, Fault>()
  private readonly listeners = new Set<() => void>()

  constructor(options: ModelOptions) {
    this.fields = new Map(options.fields.map((field) => [field.key, field]))
    this.write = options.write && new Set(options.write)
    this.fresh = options.fresh ?? false
    this.judge = options.judge ?? undecided
    this.checks = options.checks ?? []
    this.values = { ...options.values }
    this.base = this.fresh ? {} : { ...options.values }
    if (this.fresh) {
      this.applyDefaults()
      for (const key of Object.keys(this.values)) this.fillFrom(key)
    }
    this.compute()
  }

  /** Calls back after every change; returns how to stop. */
  subscribe(listener: () => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  value(key: string): unknown {
    return this.values[key]
  }

  state(key: string): FieldState {
    return {
      value: this.values[key],
      visible: this.visible(key),
      required: this.required(key),
      readonly: this.readonly(key),
      fault: this.faults.get(key),
    }
  }

  /** A fault by path, for cells of a child table. */
  fault(path: string): Fault | undefined {
    return this.faults.get(path)
  }

  visible(key: string): boolean {
    const rule = this.fields.get(key)?.visible
    return !rule || this.ask(rule) !== false
  }

  required(key: string): boolean {
    const rule = this.fields.get(key)?.required
    return rule !== undefined && this.ask(rule) === true
  }

  readonly(key: string): boolean {
    const field = this.fields.get(key)
    if (!field || isComputed(field)) return true
    if (this.write ? !this.write.has(key) : field.access !== undefined && field.access !== 'write') return true
    return field.readonly !== undefined && this.ask(field.readonly) === true
  }

  set(key: string, value: unknown): void {
    this.values[key] = value
    this.touched.add(key)
    this.filled.delete(key)
    if (this.hops.has(key)) this.hops.delete(key)
    this.clearFault(key)
    this.fillFrom(key)
    this.compute()
    this.changed()
  }

  /** Fields of the referenced record that rules here read, e.g. `region` for `customer.region`. */
  hopsOf(key: string): string[] {
    const wanted = new Set<string>()
    for (const input of this.inputs()) if (input.startsWith(`${key}.`)) wanted.add(input.slice(key.length + 1))
    return [...wanted]
  }

  /** Gives the fields of the record a reference points to, once they are fetched. */
  provide(key: string, fields: Values): void {
    this.hops.set(key, fields)
    this.fillFrom(key)
    this.compute()
    this.changed()
  }

  /** Checks everything; true if it may be sent. */
  validateAll(): boolean {
    this.faults = new Map()
    for (const [key, field] of this.fields) {
      if (this.readonly(key) || !this.visible(key)) continue
      const fault = faultOf(field, this.values[key], this.required(key) && !filledByServer(field))
      if (fault) this.faults.set(key, fault)
      if (field.type === 'table') for (const [path, each] of rowFaults(field, this.rows(key))) this.faults.set(path, each)
    }
    this.changed()
    return this.faults.size === 0
  }

  /** Checks one field when the person leaves it. */
  leave(key: string): void {
    const field = this.fields.get(key)
    if (!field || this.readonly(key) || blank(this.values[key])) return
    const fault = faultOf(field, this.values[key], false)
    if (fault) this.faults.set(key, fault)
    this.changed()
  }

  /** Rules over the whole record that do not hold, as far as the client can tell. */
  failedChecks(): Check[] {
    return this.checks.filter((check) => this.ask(check.expr) === false)
  }

  /** Puts the server's words at their fields; gives back those that belong to no field shown here. */
  takeErrors(errors: FieldError[]): FieldError[] {
    const homeless: FieldError[] = []
    for (const error of errors) {
      const key = error.field?.replace(/[.[].*$/, '')
      if (error.field && key && this.fields.has(key)) this.faults.set(error.field, { code: 'said', message: error.message })
      else homeless.push(error)
    }
    this.changed()
    return homeless
  }

  firstFault(): string | undefined {
    return [...this.fields.keys()].find((key) => [...this.faults.keys()].some((path) => path === key || path.startsWith(`${key}[`)))
  }

  /** Field-wise against the base, as the API takes it. Files go their own way, through `POST /api/files`. */
  changes(): Values {
    const out: Values = {}
    for (const [key, field] of this.fields) {
      if (field.type === 'attachment' || this.readonly(key) || !this.visible(key)) continue
      if (!same(field, this.values[key], this.base[key])) out[key] = toInput(field, this.values[key])
    }
    return out
  }

  /** Whether the person would lose something by leaving: what they did not touch themselves does not count. */
  get dirty(): boolean {
    return Object.keys(this.changes()).some((key) => this.touched.has(key))
  }

  /** What both sides changed since the base. */
  conflicts(theirs: Values): Conflict[] {
    return Object.keys(this.changes()).flatMap((key) => {
      const field = this.fields.get(key)!
      const moved = !same(field, theirs[key], this.base[key]) && !same(field, theirs[key], this.values[key])
      return moved ? [{ field, base: this.base[key], mine: this.values[key], theirs: theirs[key] }] : []
    })
  }

  /** Moves onto a newer base: own changes stay except those in `yield`, everything else becomes theirs. */
  rebase(theirs: Values, yieldTo: ReadonlySet<string> = new Set()): void {
    const mine = Object.keys(this.changes()).filter((key) => !yieldTo.has(key))
    const kept = Object.fromEntries(mine.map((key) => [key, this.values[key]]))
    this.base = { ...theirs }
    this.values = { ...theirs, ...kept }
    this.faults.clear()
    this.compute()
    this.changed()
  }

  private applyDefaults(): void {
    const waiting = [...this.fields.values()].filter((field) => field.default && blank(this.values[field.key]))
    waiting.sort((a, b) => inputsOf(a.default).length - inputsOf(b.default).length)
    for (const field of waiting) {
      const value = this.answer(field, field.default!)
      if (value !== undefined && value !== null) this.values[field.key] = value
    }
  }

  private fillFrom(key: string): void {
    for (const field of this.fields.values()) {
      const rule = field.fill
      if (!rule || field.key === key || !inputsOf(rule).some((input) => input === key || input.startsWith(`${key}.`))) continue
      if (!blank(this.values[field.key]) && !this.filled.has(field.key)) continue
      const value = this.answer(field, rule)
      if (value === undefined || same(field, value, this.values[field.key])) continue
      this.values[field.key] = value
      this.filled.add(field.key)
      this.fillFrom(field.key)
    }
  }

  private compute(): void {
    this.values = computeAll([...this.fields.values()], this.values, this.hops, this.judge)
  }

  private rows(key: string): Values[] {
    return (this.values[key] ?? []) as Values[]
  }

  private ask(rule: Rule): unknown {
    return judged(this.judge, rule, this.scope())
  }

  private answer(field: Field, rule: Rule): unknown {
    const answer = this.ask(rule)
    if (answer === undefined || answer === null) return answer
    return this.judge.asValue ? this.judge.asValue(field, answer, this.scope()) : answer
  }

  private scope(): Scope {
    return { fields: [...this.fields.values()], values: this.values, hops: this.hops }
  }

  private *inputs(): Iterable<string> {
    for (const field of this.fields.values())
      for (const rule of [field.visible, field.required, field.readonly, field.default, field.fill, field.expr])
        yield* inputsOf(rule)
    for (const check of this.checks) yield* inputsOf(check.expr)
  }

  private clearFault(key: string): void {
    for (const path of [...this.faults.keys()]) if (path === key || path.startsWith(`${key}[`)) this.faults.delete(path)
  }

  private changed(): void {
    this.version++
    for (const listener of this.listeners) listener()
  }
}
