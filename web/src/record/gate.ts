import type { Gate, Rule, Unmet } from '@/api/types'

/** Done first, missing last: the eye ends on what is to be done. */
export function orderRules(rules: Rule[]): Rule[] {
  return [...rules].sort((a, b) => Number(b.met) - Number(a.met))
}

export const missing = (gate: Pick<Gate, 'rules'>): number => gate.rules.filter((rule) => !rule.met).length

/** The unmet rules of a refusal, in the shape of a checklist. */
export function asRules(unmet: Unmet[]): Rule[] {
  return unmet.map((each) => ({ key: each.rule, message: each.message, met: false, fix: each.fix }))
}

export const REASON_LENGTH = 10

/** A reason for letting something pass must say something. */
export const goodReason = (reason: string): boolean => [...reason.trim()].length >= REASON_LENGTH
