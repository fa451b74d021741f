import type { components } from './schema'

type Schemas = components['schemas']
export type Link = Schemas['Link']
export type Me = Schemas['Me']
export type RecordOut = Schemas['Record']
export type Query = Schemas['Query']
export type Answer = Schemas['Answer']
export type Sort = Schemas['Sort']
export type Fix = Schemas['Fix']
export type Unmet = Schemas['Unmet']
export type Gate = Schemas['Gate']
export type Rule = Schemas['Rule']
export type FieldError = Schemas['FieldError']
export type ProblemBody = Schemas['Problem']
export type FileOut = Schemas['File']
export type Region = Schemas['Region']
export type Person = Schemas['Person']
export type Member = Schemas['Member']
export type HistoryEntry = Schemas['HistoryEntry']

/** One row of a grouped query. */
export interface GroupRow {
  group: Record<string, unknown>
  values: Record<string, unknown>
}
