import type { Field, Form } from '@/definition/types'

/** What every field editor takes; each emits `update:modelValue` and `blur`. */
export interface EditorProps {
  field: Field
  form?: Form
  modelValue?: unknown
  labelId: string
  invalid?: boolean
  /** The record being edited, once it exists: attachments go straight to it. */
  recordId?: string
  /** Reads another field of the form being filled in. */
  record?: (key: string) => unknown
  /** Faults of a table's cells, by path. */
  cellError?: (path: string) => string | undefined
}

export interface EditorEmits {
  'update:modelValue': [value: unknown]
  blur: []
}
