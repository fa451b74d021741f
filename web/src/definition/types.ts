/** The app definition as `GET /api/definition` cuts it to the caller. What is absent here does not exist for this person. */
export interface Label {
  zh: string
  en: string
}

/** A checked expression: its text, its tree for the evaluator, and the inputs it reads. */
export interface Expr {
  text: string
  tree: unknown
  inputs: string[]
}

/** A rule that always holds is plainly true. */
export type Rule = true | Expr

export type FieldType =
  | 'text'
  | 'long_text'
  | 'integer'
  | 'decimal'
  | 'money'
  | 'percent'
  | 'date'
  | 'datetime'
  | 'choice'
  | 'multi_choice'
  | 'yes_no'
  | 'person'
  | 'people'
  | 'department'
  | 'region'
  | 'phone'
  | 'email'
  | 'url'
  | 'reference'
  | 'multi_reference'
  | 'table'
  | 'attachment'
  | 'auto_number'
  | 'formula'
  | 'rollup'
  | 'tags'

export interface Option {
  key: string
  label: Label
  color?: string
}

export interface Field {
  key: string
  type: FieldType
  label: Label
  help?: Label
  access?: 'write' | 'read' | 'mask'
  mask?: string
  required?: Rule
  unique?: boolean
  visible?: Rule
  readonly?: Rule
  default?: Rule
  fill?: Rule
  min?: number | string
  max?: number | string
  scale?: number
  options?: Option[]
  /** Options that records may still hold but nobody can choose any more. */
  retired?: Option[]
  form?: string
  level?: 'province' | 'city' | 'county'
  accept?: string[]
  multiple?: boolean
  max_size?: number
  fields?: Field[]
  /** Type of a formula's or roll-up's value. */
  result?: FieldType
  expr?: Rule
  /** Which records may be picked: a where-tree whose values may be fields of this record. */
  pick?: Record<string, unknown>
  system?: boolean
  derived?: boolean
}

export interface SetAction {
  key: string
  label: Label
  when?: Rule
  message?: Label
}

export interface AttachmentCategory {
  key: string
  label: Label
  accept?: string[]
  write?: boolean
}

export interface Related {
  form: string
  via: string
  where?: unknown
}

export interface Tab {
  key: string
  label: Label
  write?: boolean
  fields?: string[]
  related?: Related[]
  attachments?: string[]
  history?: boolean
}

export interface ListView {
  key: string
  label: Label
  columns: string[]
  sort?: string
  filter?: unknown
  group?: string
  kind?: 'table' | 'board'
}

export interface Stage {
  key: string
  label: Label
  kind?: 'open' | 'won' | 'lost'
  target_days?: number
  win?: number
  node?: { key: string; label: Label; responsible?: Label }
  gate?: { key: string; message: Label }[]
}

export interface Pipeline {
  key: string
  label: Label
  field: string
  /** The field that says since when a record is in its stage. */
  entered?: string
  when?: Rule
  stages: Stage[]
}

export interface Check {
  key: string
  expr: Rule
  field?: string
  message: Label
}

export interface Form {
  key: string
  label: Label
  plural?: Label
  icon?: string
  title: string
  nav?: number
  actions?: Record<string, unknown>
  fields: Field[]
  set_actions?: SetAction[]
  attachments?: AttachmentCategory[]
  tabs?: Tab[]
  lists?: ListView[]
  pipelines?: Pipeline[]
  checks?: Check[]
}

export interface AppDefinition {
  version: number
  /** The company's zone, which decides what day it is. */
  zone?: string
  app: { key: string; label: Label }
  forms: Form[]
  roles?: { key: string; label: Label }[]
}
