import type { AppDefinition, Field, FieldType, Form, Option, Pipeline, Stage } from './types'

/** Look-ups over the definition; the only place that knows how its parts find each other. */
export class App {
  private readonly byKey: Map<string, Form>

  constructor(readonly definition: AppDefinition) {
    definition.forms = definition.forms.map((form) => named({ ...form, fields: form.fields.map(kindOf) }))
    this.byKey = new Map(definition.forms.map((form) => [form.key, form]))
  }

  form(key: string): Form | undefined {
    return this.byKey.get(key)
  }

  /** Forms in the main navigation, in their order. */
  navigation(): Form[] {
    return this.definition.forms.filter((form) => form.nav !== undefined).sort((a, b) => (a.nav ?? 0) - (b.nav ?? 0))
  }

  roleLabel(key: string) {
    return this.definition.roles?.find((role) => role.key === key)?.label
  }
}

/** The tags of a record are words of their own, not a choice among options. */
function kindOf(field: Field): Field {
  return field.system && field.key === 'tags' ? { ...field, type: 'tags' } : field
}

/** Counted anew every day, so the server neither sorts nor filters by it; the day a stage was entered does instead. */
export const isCounted = (field: Field): boolean => field.system === true && field.key === 'days_in_stage'

/** A form whose title this person may not see is named by the first text it has. */
function named(form: Form): Form {
  if (form.title) return form
  const text = form.fields.find((field) => field.type === 'text' || field.type === 'auto_number')
  return { ...form, title: text?.key ?? form.fields[0]?.key ?? '' }
}

export function fieldOf(form: Form, key: string): Field | undefined {
  return form.fields.find((field) => field.key === key)
}

/** What a value of the field is for display and comparison: a formula counts as its result. */
export function valueType(field: Field): FieldType {
  return field.type === 'formula' || field.type === 'rollup' ? (field.result ?? 'decimal') : field.type
}

/** The pipeline of a form. With several, the stages shown are those of the one that has the record's stage. */
export function pipelineOf(form: Form, stage?: unknown): Pipeline | undefined {
  const all = form.pipelines ?? []
  return all.find((pipeline) => pipeline.stages.some((each) => each.key === stage)) ?? all[0]
}

/** The options of a choice; those of a stage field are its pipelines' stages. */
export function optionsOf(form: Form | undefined, field: Field): Option[] {
  if (field.options?.length) return field.options
  const seen = new Map<string, Option>()
  for (const pipeline of form?.pipelines ?? [])
    if (pipeline.field === field.key) for (const stage of pipeline.stages) if (!seen.has(stage.key)) seen.set(stage.key, stage)
  return [...seen.values()]
}

/** Which of the seven stage colours an open stage wears; 0 for won and lost. */
export function stageShade(pipeline: Pipeline, key: unknown): number {
  const open = pipeline.stages.filter(isOpen)
  const index = open.findIndex((stage) => stage.key === key)
  return index < 0 ? 0 : Math.max(1, Math.round(((index + 1) * 7) / open.length))
}

export function isOpen(stage: Stage): boolean {
  return (stage.kind ?? 'open') === 'open'
}

/** Whether the role may ever do this on the form; the record's own `access.actions` decides for one row. */
export function may(form: Form, action: string): boolean {
  return Boolean(form.actions?.[action])
}
