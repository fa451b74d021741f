import { describe, expect, it } from 'vitest'
import type { Form } from '@/definition/types'
import { type Condition, opsOf, resolved, whereOf } from './conditions'
import { type Look, listQuery, nextSort, sortOf } from './query'
import { conditionsIn } from './useLook'

const label = { zh: '', en: '' }
const form: Form = {
  key: 'opportunity',
  label,
  title: 'name',
  fields: [
    { key: 'name', type: 'text', label },
    { key: 'amount', type: 'money', label },
    { key: 'stage', type: 'choice', label },
    { key: 'owner', type: 'person', label, system: true },
    { key: 'lines', type: 'table', label },
  ],
}
const look = (more: Partial<Look> = {}): Look => ({ view: { key: 'default', label, columns: ['amount', 'gone'], sort: '-amount,gone' }, conditions: [], search: '', ...more })

describe('a list query', () => {
  it('asks for the title and the columns one may see, and counts the first page alone', () => {
    expect(listQuery(form, look())).toMatchObject({ fields: ['name', 'amount'], sort: [{ field: 'amount', dir: 'desc' }], count: true })
    expect(listQuery(form, look(), 'next').count).toBe(false)
  })

  it('joins the filter of the view, the conditions and the search', () => {
    const filter = { field: 'stage', op: 'ne', value: 'lost' }
    const asked = listQuery(form, look({ view: { key: 'v', label, columns: [], filter }, search: ' 新誉 ', conditions: [{ field: 'amount', op: 'ge', value: '100' }] }))
    expect(asked.where).toEqual({ and: [filter, { field: 'amount', op: 'ge', value: '100' }, { field: 'name', op: 'contains', value: '新誉' }] })
  })

  it('leaves a condition out until it is complete', () => {
    expect(listQuery(form, look({ conditions: [{ field: 'amount', op: 'ge' }] })).where).toBeUndefined()
  })

  it.each<[Condition, unknown]>([
    [{ field: 'owner', op: 'in', value: [{ id: 'p1', title: '陈' }] }, { field: 'owner', op: 'in', value: ['p1'] }],
    [{ field: 'amount', op: 'between', value: '1', to: '9' }, { and: [{ field: 'amount', op: 'ge', value: '1' }, { field: 'amount', op: 'le', value: '9' }] }],
    [{ field: 'amount', op: 'between', to: '9' }, { field: 'amount', op: 'le', value: '9' }],
    [{ field: 'name', op: 'filled' }, { field: 'name', op: 'blank', value: false }],
    [{ field: 'name', op: 'blank' }, { field: 'name', op: 'blank', value: true }],
  ])('writes %o as a where-tree', (condition, where) => {
    expect(whereOf(condition)).toEqual(where)
  })

  it('takes what may be picked from the record being filled in, as far as that is known', () => {
    const pick = { and: [{ field: 'customer', op: 'eq', value: { record: 'customer' } }, { field: 'left', op: 'ne', value: true }] }
    expect(resolved(pick, () => ({ id: 'c1', title: '新誉' }))).toEqual({ and: [{ field: 'customer', op: 'eq', value: 'c1' }, { field: 'left', op: 'ne', value: true }] })
    expect(resolved(pick, () => null)).toEqual({ field: 'left', op: 'ne', value: true })
  })

  it('offers no comparison for what cannot be filtered', () => {
    expect(opsOf(form.fields[4]!)).toEqual([])
  })

  it('sorts up, down and back by a click on the header', () => {
    const up = nextSort('amount', undefined)
    const down = nextSort('amount', up)
    expect([up?.dir, down?.dir, nextSort('amount', down)]).toEqual(['asc', 'desc', undefined])
    expect(nextSort('name', down)).toEqual({ field: 'name', dir: 'asc' })
    expect(sortOf(form, 'name,-amount')).toHaveLength(2)
  })

  it('takes conditions from an address, whatever stands there', () => {
    expect(conditionsIn('[{"field":"name","op":"blank"},{"x":1},null]')).toEqual([{ field: 'name', op: 'blank' }])
    expect(conditionsIn('{bad')).toEqual([])
  })
})
