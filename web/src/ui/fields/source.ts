import { api, ok } from '@/api/client'
import { queryRows } from '@/api/records'
import type { Link } from '@/api/types'
import { type App, optionsOf } from '@/definition/app'
import type { Field, Form } from '@/definition/types'
import { say } from '@/i18n'
import { and, resolved, type Where } from '@/list/conditions'
import { titleContains, titleFields } from '@/list/query'

/** Something that can be picked. */
export interface Item {
  id: string
  title: string
  note?: string
}

/** Finds what may be picked for a field: its options at once, everything else by asking the server, twenty at a time. */
export interface ItemSource {
  find(words: string, signal: AbortSignal): Promise<Item[]>
  searchable: boolean
}

const LIMIT = 20

/** `record` reads the form being filled in: what may be picked can hang on its other fields. */
export function sourceOf(app: App, form: Form | undefined, field: Field, record: (key: string) => unknown = () => undefined): ItemSource {
  switch (field.type) {
    case 'person':
    case 'people':
      return { searchable: true, find: people }
    case 'department':
      return { searchable: true, find: departments }
    case 'reference':
    case 'multi_reference':
      return references(app.form(field.form ?? ''), field.pick, record)
    default:
      return choices(form, field)
  }
}

function choices(form: Form | undefined, field: Field): ItemSource {
  const items = optionsOf(form, field).map((option) => ({ id: option.key, title: say(option.label) }))
  return {
    searchable: items.length > 8,
    find: async (words) => items.filter((item) => item.title.toLowerCase().includes(words.trim().toLowerCase())),
  }
}

async function people(words: string, signal: AbortSignal): Promise<Item[]> {
  const found = await ok(api.GET('/api/people', { params: { query: { q: words, limit: LIMIT } }, signal }))
  return found.items.map((each) => ({ id: each.id, title: each.name, note: each.department?.title ?? undefined }))
}

async function departments(words: string, signal: AbortSignal): Promise<Item[]> {
  const found = await ok(api.GET('/api/departments', { signal }))
  return found.items.filter((each) => each.name.includes(words.trim())).map((each) => ({ id: each.id, title: each.name }))
}

function references(target: Form | undefined, pick: Where | undefined, record: (key: string) => unknown): ItemSource {
  if (!target) return { searchable: false, find: async () => [] }
  return {
    searchable: titleContains(target, 'x') !== undefined,
    async find(words, signal) {
      const where = and([pick && resolved(pick, record), titleContains(target, words)])
      const rows = await queryRows({ form: target.key, where, fields: titleFields(target), limit: LIMIT }, signal)
      return rows.items.map((row) => ({ id: row.id, title: titleOf(row.fields[target.title]) }))
    },
  }
}

/** A record's name from the value of its title field, which may itself be a reference. */
export function titleOf(value: unknown): string {
  if (value !== null && typeof value === 'object' && 'title' in value) return String((value as Link).title ?? '')
  return value === null || value === undefined ? '' : String(value)
}
