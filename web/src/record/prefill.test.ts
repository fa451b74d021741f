import { describe, expect, it } from 'vitest'
import type { Form } from '@/definition/types'
import { linked, linksOf, prefill } from './prefill'

const label = { zh: '', en: '' }
const opportunity: Form = { key: 'opportunity', label, title: 'name', fields: [{ key: 'name', type: 'text', label }, { key: 'customer', type: 'reference', form: 'customer', label }] }
const activity: Form = {
  key: 'activity',
  label,
  title: 'summary',
  fields: [
    { key: 'opportunity', type: 'reference', form: 'opportunity', label },
    { key: 'customer', type: 'reference', form: 'customer', label },
    { key: 'kind', type: 'choice', label },
  ],
}
const record = { id: 'o1', form: 'opportunity', version: 1, fields: { name: '激光线', customer: { id: 'c1', title: '新誉' } } }

describe('a child made beside its parent', () => {
  it('belongs to the parent and to what both point to', () => {
    expect(prefill(activity, 'opportunity', opportunity, record)).toEqual({ opportunity: { id: 'o1', title: '激光线' }, customer: { id: 'c1', title: '新誉' } })
  })

  it('takes the values a gate names, ids as links with their names', () => {
    const values = linked(activity, { kind: 'visit', customer: 'c1', opportunity: 'o1', unseen: 1 }, linksOf(opportunity, record))
    expect(values).toEqual({ kind: 'visit', customer: { id: 'c1', title: '新誉' }, opportunity: { id: 'o1', title: '激光线' } })
  })
})
