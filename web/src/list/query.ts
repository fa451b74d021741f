import type { Query, Sort } from '@/api/types'
import { fieldOf, isCounted, valueType } from '@/definition/app'
import type { Field, Form, ListView } from '@/definition/types'
import { and, complete, type Condition, type Where, whereOf } from './conditions'

export const PAGE = 50

/** How a list is being looked at: the view it started from and what the person changed. */
export interface Look {
  view: ListView
  conditions: Condition[]
  search: string
  sort?: Sort
  columns?: string[]
}

/** The field that names a record, if this person may see it. */
export function titleFields(form: Form): string[] {
  return fieldOf(form, form.title) ? [form.title] : []
}

/** The fields of a view that this person may see, in its order. */
export function columnsOf(form: Form, look: Look): Field[] {
  const wanted = look.columns ?? look.view.columns
  const fields = wanted.flatMap((key) => fieldOf(form, key) ?? [])
  return fields.length ? fields : [fieldOf(form, form.title) ?? form.fields[0]].filter((field) => field !== undefined)
}

/** `-amount,name` → sort terms; fields that cannot be seen fall out. */
export function sortOf(form: Form, text: string | undefined): Sort[] {
  return (text ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean)
    .map((part): Sort => (part.startsWith('-') ? { field: part.slice(1), dir: 'desc' } : { field: part, dir: 'asc' }))
    .filter((term) => fieldOf(form, term.field))
}

const SEARCHABLE = new Set(['text', 'long_text', 'auto_number', 'phone', 'email'])

/** Searching a list means: its title contains the words. A title that is no text cannot be searched. */
export function titleContains(form: Form, words: string): Where | undefined {
  const title = fieldOf(form, form.title)
  const text = words.trim()
  if (!text || !title || !SEARCHABLE.has(valueType(title))) return undefined
  return { field: form.title, op: 'contains', value: text }
}

export function filterOf(form: Form, look: Look): Where | undefined {
  return and([
    look.view.filter as Where | undefined,
    ...look.conditions.filter(complete).map(whereOf),
    titleContains(form, look.search),
  ])
}

export function listQuery(form: Form, look: Look, cursor?: string): Query {
  const sort = look.sort ? [look.sort] : sortOf(form, look.view.sort)
  return {
    form: form.key,
    where: filterOf(form, look),
    sort,
    limit: PAGE,
    cursor,
    fields: [...new Set([...titleFields(form), ...columnsOf(form, look).map((field) => field.key)])],
    count: cursor === undefined,
  }
}

/** Longest in its stage first. */
export function longestInStage(form: Form): Sort[] {
  const entered = form.pipelines?.find((pipeline) => pipeline.entered && fieldOf(form, pipeline.entered))?.entered
  return entered ? [{ field: entered, dir: 'asc' }] : []
}

const UNSORTABLE = new Set(['table', 'attachment', 'multi_choice', 'people', 'multi_reference', 'tags', 'long_text'])

export const sortable = (field: Field): boolean => !UNSORTABLE.has(field.type) && field.access !== 'mask' && !isCounted(field)

/** A click on a header: up, down, back to the view's own order. */
export function nextSort(field: string, now: Sort | undefined): Sort | undefined {
  if (now?.field !== field) return { field, dir: 'asc' }
  return now.dir === 'asc' ? { field, dir: 'desc' } : undefined
}

export function defaultView(form: Form): ListView {
  const table = form.lists?.find((view) => view.kind !== 'board')
  return table ?? form.lists?.[0] ?? { key: 'all', label: form.plural ?? form.label, columns: form.fields.slice(0, 6).map((field) => field.key) }
}
