import { say } from '@/i18n'
import { api, ok } from './client'
import type { Answer, FileOut, Fix, Gate, GroupRow, Hit, Member, Query, RecordOut } from './types'

/** Everything the client asks about records, by name. Reads throw a `Problem`. */

export interface Rows {
  items: RecordOut[]
  next: string | null
  count: number | null
  capped: boolean
}

export async function queryRows(query: Query, signal?: AbortSignal): Promise<Rows> {
  const answer = await ok(api.POST('/api/query', { body: query, signal }) as Promise<{ data?: Answer; response: Response; error?: unknown }>)
  return { items: answer.items as RecordOut[], next: answer.next ?? null, count: answer.count ?? null, capped: answer.capped ?? false }
}

export async function queryGroups(query: Query, signal?: AbortSignal): Promise<GroupRow[]> {
  const answer = await ok(api.POST('/api/query', { body: query, signal }) as Promise<{ data?: Answer; response: Response; error?: unknown }>)
  return answer.items as GroupRow[]
}

const ifMatch = (version: number) => ({ 'If-Match': `"${version}"` })

export const getRecord = (form: string, id: string, signal?: AbortSignal): Promise<RecordOut> =>
  ok(api.GET('/api/records/{form}/{id}', { params: { path: { form, id } }, signal }))

export const createRecord = (form: string, id: string, fields: Record<string, unknown>): Promise<RecordOut> =>
  ok(api.POST('/api/records/{form}', { params: { path: { form } }, body: { id, fields } }))

export const patchRecord = (record: RecordOut, fields: Record<string, unknown>): Promise<RecordOut> =>
  ok(
    api.PATCH('/api/records/{form}/{id}', {
      params: { path: { form: record.form, id: record.id }, header: ifMatch(record.version) },
      body: { fields },
    }),
  )

export const deleteRecord = (record: RecordOut) =>
  ok(api.DELETE('/api/records/{form}/{id}', { params: { path: { form: record.form, id: record.id }, header: ifMatch(record.version) } }))

export const runAction = (record: RecordOut, action: string, reason?: string): Promise<RecordOut> =>
  ok(
    api.POST('/api/records/{form}/{id}/actions/{action}', {
      params: { path: { form: record.form, id: record.id, action }, header: ifMatch(record.version) },
      body: reason ? { reason } : {},
    }),
  )

export interface Move {
  to: string
  reason?: string
  override?: { reason: string }
}

export const moveStage = (record: RecordOut, move: Move): Promise<RecordOut> =>
  ok(
    api.POST('/api/records/{form}/{id}/stage', {
      params: { path: { form: record.form, id: record.id }, header: ifMatch(record.version) },
      body: move,
    }),
  )

export async function getGate(form: string, id: string): Promise<Gate> {
  const gate = await ok(api.GET('/api/records/{form}/{id}/gate', { params: { path: { form, id } } }))
  return { ...gate, rules: gate.rules.map((rule) => ({ ...rule, message: say(rule.message), fix: rule.fix as Fix })) }
}

/** The best hits of a search, at most as many as the server gives. */
export async function searchRecords(words: string, form?: string, signal?: AbortSignal): Promise<Hit[]> {
  return (await ok(api.GET('/api/search', { params: { query: { q: words, form, limit: 50 } }, signal }))).items
}

export const getFiles = (form: string, id: string): Promise<FileOut[]> =>
  ok(api.GET('/api/records/{form}/{id}/files', { params: { path: { form, id } } }))

export const deleteFile = (id: string) => ok(api.DELETE('/api/files/{id}', { params: { path: { id } } }))

/** A list as a file, saved under the name the server gives it. */
export async function exportRows(query: Query, format: 'xlsx' | 'csv'): Promise<void> {
  const sort = query.sort?.map((term) => (term.dir === 'desc' ? `-${term.field}` : term.field)).join(',')
  const where = query.where && JSON.stringify(query.where)
  const answer = await api.GET('/api/exports/{form}', {
    params: { path: { form: query.form }, query: { format, where, sort, fields: query.fields } },
    parseAs: 'blob',
  })
  const file = (await ok(Promise.resolve(answer))) as unknown as Blob
  const named = /filename\*=UTF-8''([^;]+)/.exec(answer.response.headers.get('Content-Disposition') ?? '')?.[1]
  const link = document.createElement('a')
  link.href = URL.createObjectURL(file)
  link.download = named ? decodeURIComponent(named) : `${query.form}.${format}`
  link.click()
  URL.revokeObjectURL(link.href)
}

export const fileUrl = (id: string) => `/api/files/${encodeURIComponent(id)}`

export interface Place {
  form: string
  id: string
  field?: string
  category?: string
}

export function uploadFile(file: File, place: Place): Promise<FileOut> {
  const body = new FormData()
  body.append('file', file)
  return ok(api.POST('/api/files', { params: { query: place }, body: body as never, bodySerializer: (each: unknown) => each as FormData }))
}

export const getHistory = (form: string, id: string, cursor?: string) =>
  ok(api.GET('/api/records/{form}/{id}/history', { params: { path: { form, id }, query: { cursor } } }))

export const getTeam = (form: string, id: string) => ok(api.GET('/api/records/{form}/{id}/team', { params: { path: { form, id } } })) as Promise<{ members: Member[] }>

export const putTeam = (form: string, id: string, members: Member[]) =>
  ok(
    api.PUT('/api/records/{form}/{id}/team', {
      params: { path: { form, id } },
      body: { members: members.map((member) => ({ ...member, person: member.person.id })) },
    }),
  )
