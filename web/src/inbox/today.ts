import { getGate, queryRows } from '@/api/records'
import type { Gate, RecordOut } from '@/api/types'
import { type App, fieldOf, isOpen, pipelineOf } from '@/definition/app'
import type { Form, Pipeline, Stage } from '@/definition/types'
import { daysAgo } from '@/i18n/format'
import { longestInStage } from '@/list/query'
import { missing } from '@/record/gate'

/** A thing that waits for me, and how much is lost by letting it wait. */
export interface Waiting {
  kind: 'task' | 'stage'
  form: Form
  record: RecordOut
  urgency: 'red' | 'amber' | ''
  /** Days past the due date or the stage's target; negative while there is time. */
  late: number
  gate?: Gate
  stage?: Stage
  next?: Stage
}

const LOOKED_AT = 8

/** My open tasks, soonest first. */
export async function myTasks(app: App, me: string): Promise<Waiting[]> {
  const form = app.form('task')
  if (!form || !fieldOf(form, 'assignee') || !fieldOf(form, 'status')) return []
  const rows = await queryRows({
    form: form.key,
    where: { and: [{ field: 'assignee', op: 'eq', value: me }, { field: 'status', op: 'eq', value: 'open' }] },
    sort: [{ field: 'due', dir: 'asc' }],
    fields: ['title', 'due', 'status', 'priority', 'customer', 'opportunity', 'lead'].filter((key) => fieldOf(form, key)),
    limit: 50,
  })
  return rows.items.map((record) => taskWaiting(form, record))
}

export function taskWaiting(form: Form, record: RecordOut): Waiting {
  const due = record.fields.due
  const late = typeof due === 'string' ? daysAgo(due) : -999
  return { kind: 'task', form, record, late, urgency: late > 0 ? 'red' : late === 0 ? 'amber' : '' }
}

/** My open opportunities that a gate holds up, those longest over their target first. */
export async function myStages(app: App, me: string): Promise<Waiting[]> {
  const found = app.definition.forms.filter((form) => form.pipelines?.length && fieldOf(form, 'owner'))
  const all = await Promise.all(found.map((form) => held(form, me)))
  return all.flat()
}

async function held(form: Form, me: string): Promise<Waiting[]> {
  const pipelines = form.pipelines ?? []
  const field = pipelines[0]!.field
  const open = [...new Set(pipelines.flatMap((pipeline) => pipeline.stages.filter(isOpen).map((stage) => stage.key)))]
  const rows = await queryRows({
    form: form.key,
    where: { and: [{ field: 'owner', op: 'eq', value: me }, { field, op: 'in', value: open }] },
    sort: longestInStage(form),
    fields: [form.title, field, 'days_in_stage', 'customer', 'amount'].filter((key) => fieldOf(form, key)),
    limit: LOOKED_AT,
  })
  const gates = await Promise.all(rows.items.map((record) => getGate(form.key, record.id)))
  return rows.items.flatMap((record, index) => stageWaiting(form, pipelineOf(form, record.fields[field])!, record, gates[index]!))
}

/** One line for a record whose gate lacks something or whose stage takes too long; none if all is well. */
export function stageWaiting(form: Form, pipeline: Pipeline, record: RecordOut, gate: Gate): Waiting[] {
  const stage = pipeline.stages.find((each) => each.key === record.fields[pipeline.field])
  const days = Number(record.fields.days_in_stage ?? 0)
  const late = stage?.target_days ? days - stage.target_days : -999
  const lacks = missing(gate)
  if (!lacks && late <= 0) return []
  const urgency = late > 0 && stage?.target_days && days >= stage.target_days * 2 ? 'red' : 'amber'
  return [{ kind: 'stage', form, record, gate, stage, late, urgency, next: pipeline.stages.find((each) => each.key === gate.next) }]
}

const RANK = { red: 0, amber: 1, '': 2 }

/** By what is lost if nothing is done, then by how late it is. */
export function inOrder(waiting: Waiting[]): Waiting[] {
  return [...waiting].sort((a, b) => RANK[a.urgency] - RANK[b.urgency] || b.late - a.late)
}
