import type { components } from './schema'

type Schemas = components['schemas']
export type Link = Omit<Schemas['Link'], 'title'> & { title?: string | null }
export type Me = Schemas['Me']
export type RecordOut = Omit<Schemas['RecordView'], 'access'> & { access?: Schemas['Access'] }
export type Answer = Omit<Schemas['Page'], 'items'> & { items: RecordOut[] | GroupRow[] }
export type Fix = Omit<Schemas['Way'], 'kind' | 'values'> & { kind: 'fill' | 'attach' | 'create' | 'act' | 'ask'; values?: Record<string, unknown> }
export interface Unmet {
  rule: string
  message: string
  fix?: Fix
}
export type FieldError = Partial<Schemas['FieldError']> & { message: string }
export type ProblemBody = Omit<Schemas['ProblemBody'], 'errors' | 'unmet'> & { errors?: FieldError[]; unmet?: Unmet[] }
export type FileOut = Schemas['FileView']
export type Region = Schemas['RegionView']
export type Person = Schemas['Colleague']
export type Member = Omit<Schemas['Member'], 'right'> & { right: 'read' | 'write' }
export type Hit = Schemas['Hit']
export type HistoryEntry = Schemas['HistoryEntry']

export interface Sort {
  field: string
  dir: 'asc' | 'desc'
}

/** What `POST /api/query` takes. */
export type Query = {
  form: string
  where?: Record<string, unknown>
  sort?: Sort[]
  limit?: number
  cursor?: string
  fields?: string[]
  count?: boolean
  group?: string[]
  measures?: { op: 'count' | 'sum' | 'avg' | 'min' | 'max'; field?: string }[]
}

/** One row of a grouped query. */
export interface GroupRow {
  group: Record<string, unknown>
  values: Record<string, unknown>
}

/** A rule of a gate in the words of the reader. */
export interface Rule {
  key: string
  message: string
  met: boolean
  fix?: Fix | null
}

export interface Gate {
  stage?: string | null
  next?: string | null
  rules: Rule[]
}
