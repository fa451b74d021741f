import { describe, expect, it } from 'vitest'
import type { Form, Pipeline } from '@/definition/types'
import { addDays, today } from '@/i18n/format'
import { inOrder, stageWaiting, taskWaiting } from './today'

const label = { zh: '', en: '' }
const form: Form = { key: 'opportunity', label, title: 'name', fields: [] }
const pipeline: Pipeline = { key: 'sales', label, field: 'stage', stages: [{ key: 'first', label, target_days: 7 }, { key: 'second', label }] }
const record = (fields: Record<string, unknown>) => ({ id: 'r', form: 'opportunity', version: 1, fields })
const gate = (met: boolean) => ({ stage: 'first', next: 'second', rules: [{ key: 'a', message: 'a', met }] })

describe('today', () => {
  it('names an opportunity only if its gate lacks something or its stage takes too long', () => {
    expect(stageWaiting(form, pipeline, record({ stage: 'first', days_in_stage: 3 }), gate(true))).toEqual([])
    expect(stageWaiting(form, pipeline, record({ stage: 'first', days_in_stage: 3 }), gate(false))[0]?.urgency).toBe('amber')
    expect(stageWaiting(form, pipeline, record({ stage: 'first', days_in_stage: 14 }), gate(true))[0]?.urgency).toBe('red')
  })

  it('puts first what is overdue, latest first', () => {
    const task = (days: number) => taskWaiting(form, record({ due: addDays(today(), days) }))
    const held = stageWaiting(form, pipeline, record({ stage: 'first', days_in_stage: 1 }), gate(false))
    const order = inOrder([task(4), ...held, task(-1), task(-5)])
    expect(order.map((each) => [each.kind, each.late])).toEqual([
      ['task', 5],
      ['task', 1],
      ['stage', -6],
      ['task', -4],
    ])
  })
})
