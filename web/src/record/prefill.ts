import type { Link, RecordOut } from '@/api/types'
import { fieldOf } from '@/definition/app'
import type { Form } from '@/definition/types'
import type { Values } from '@/form/judge'
import { titleOf } from '@/ui/fields/source'

export const linkTo = (form: Form, record: RecordOut): Link => ({ id: record.id, title: titleOf(record.fields[form.title]) })

/**
 * What a child created beside its parent starts with: the reference to the parent, and every other reference
 * both have in common (a visit of an opportunity belongs to its customer too).
 */
export function prefill(child: Form, via: string, parent: Form, record: RecordOut): Values {
  const values: Values = { [via]: linkTo(parent, record) }
  for (const field of child.fields) {
    if (field.type !== 'reference' || field.key === via || field.form === parent.key || field.form === child.key) continue
    const own = parent.fields.find((each) => each.type === 'reference' && each.form === field.form && each.key === field.key)
    const value = own && record.fields[own.key]
    if (value) values[field.key] = value
  }
  return values
}

/** The field by which a child form points to its parent. */
export function viaOf(child: Form, parent: string): string | undefined {
  return child.fields.find((field) => field.type === 'reference' && field.form === parent)?.key
}

/** Start values named by a gate's fix: ids of links become links, with the titles that the record knows. */
export function linked(child: Form, values: Values, known: Link[]): Values {
  const out: Values = {}
  for (const [key, value] of Object.entries(values)) {
    const field = fieldOf(child, key)
    if (!field) continue
    const link = typeof value === 'string' && ['reference', 'person', 'department'].includes(field.type)
    out[key] = link ? (known.find((each) => each.id === value) ?? { id: value, title: null }) : value
  }
  return out
}

export function linksOf(form: Form, record: RecordOut): Link[] {
  const values = Object.values(record.fields).flatMap((value) => (Array.isArray(value) ? value : [value]))
  return [linkTo(form, record), ...values.filter((value): value is Link => value !== null && typeof value === 'object' && 'id' in value && 'title' in value)]
}
