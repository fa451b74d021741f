import type { GroupRow, Query } from '@/api/types'
import { fieldOf, isOpen, valueType } from '@/definition/app'
import type { Field, Form, Pipeline, Stage } from '@/definition/types'
import { inputsOf } from '@/form/judge'
import { and, type Where } from '@/list/conditions'
import { filterOf, type Look } from '@/list/query'

export const COLUMN_PAGE = 20

/** The money a board adds up per column: the first in the main list, else the first there is. */
export function moneyOf(form: Form, look: Look): Field | undefined {
  const money = (field: Field | undefined) => field && valueType(field) === 'money' && field.access !== 'mask'
  return look.view.columns.map((key) => fieldOf(form, key)).find(money) ?? form.fields.find(money)
}

/** The view of a board starts from its stages, so a filter that already fixes stages would only hide columns. */
export function boardWhere(form: Form, pipeline: Pipeline, look: Look): Where | undefined {
  return and([filterOf(form, look), { field: pipeline.field, op: 'in', value: pipeline.stages.filter(isOpen).map((stage) => stage.key) }])
}

export function columnQuery(form: Form, pipeline: Pipeline, stage: Stage, look: Look, cursor?: string): Query {
  const money = moneyOf(form, look)
  const wanted = [form.title, money?.key, 'owner', 'days_in_stage', 'customer', 'expected_close', pipeline.field, ...judged(pipeline)]
  return {
    form: form.key,
    where: and([filterOf(form, look), { field: pipeline.field, op: 'eq', value: stage.key }]),
    fields: [...new Set(wanted.filter((key): key is string => key !== undefined && fieldOf(form, key) !== undefined))],
    sort: money ? [{ field: money.key, dir: 'desc' }] : [],
    limit: COLUMN_PAGE,
    cursor,
    count: false,
  }
}

export function sumsQuery(form: Form, pipeline: Pipeline, look: Look): Query {
  const money = moneyOf(form, look)
  return {
    form: form.key,
    where: boardWhere(form, pipeline, look),
    group: [pipeline.field],
    measures: [{ op: 'count' }, ...(money ? [{ op: 'sum' as const, field: money.key }] : [])],
  }
}

export interface Sums {
  count: number
  sum?: unknown
}

export function sumsOf(rows: GroupRow[], pipeline: Pipeline, money: Field | undefined): Map<string, Sums> {
  return new Map(
    rows.map((row) => [
      String(row.group[pipeline.field]),
      { count: Number(row.values.count ?? 0), sum: money ? row.values[`sum_${money.key}`] : undefined },
    ]),
  )
}

/** Fields that tell which of several pipelines a record goes through. */
const judged = (pipeline: Pipeline): string[] => inputsOf(pipeline.when)

/** How a card's days in its stage read: amber from the target on, red at twice the target. */
export function urgency(days: number | undefined, target: number | undefined): '' | 'amber' | 'red' {
  if (days === undefined || !target || days < target) return ''
  return days >= target * 2 ? 'red' : 'amber'
}
