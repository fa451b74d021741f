import { fieldOf, valueType } from '@/definition/app'
import type { Field, Form, Tab } from '@/definition/types'
import { defaultView } from '@/list/query'
import { LOG } from './log'

/** What stands in a record's header: the columns of its main list are what people want to know first; money leads. */
export function keyFacts(form: Form, limit = 5): Field[] {
  const stages = new Set(form.pipelines?.map((pipeline) => pipeline.field))
  const keys = [...defaultView(form).columns, 'owner']
  const fields = [...new Set(keys)].flatMap((key) => fieldOf(form, key) ?? []).filter((field) => field.key !== form.title && !stages.has(field.key) && field.key !== 'days_in_stage')
  const rank = (field: Field) => (valueType(field) === 'money' ? 0 : 1)
  return fields.sort((a, b) => rank(a) - rank(b)).slice(0, limit)
}

/** The fields of the first tab that has any: the summary beside the other tabs. */
export function basicKeys(form: Form): string[] {
  return form.tabs?.find((tab) => tab.fields?.length)?.fields ?? []
}

/** What opens first: what was said lately where something is to be moved on, else the first tab. */
export function firstTab(form: Form | undefined, tabs: Tab[]): string {
  const log = form?.pipelines?.length ? tabs.find((tab) => tab.related?.some((related) => related.form === LOG)) : undefined
  return (log ?? tabs[0])?.key ?? ''
}
