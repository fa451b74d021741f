import { describe, expect, it } from 'vitest'
import type { Field } from '@/definition/types'
import { judgeFor } from './evaluator'
import { filledRow, freshRow, rowHops } from './rows'

const label = { zh: '', en: '' }
const columns: Field[] = [
  { key: 'product', type: 'reference', form: 'product', label },
  { key: 'price', type: 'money', label, fill: { text: 'product.list_price', tree: ['field', 'product.list_price', 'number'], inputs: ['product.list_price'] } },
  { key: 'quantity', type: 'integer', label, default: { text: '1', tree: ['n', '1'], inputs: [] } },
]
const judge = judgeFor(null, 'Asia/Shanghai', () => new Date())

describe('a row of a child table', () => {
  it('starts with its defaults', () => {
    expect(freshRow(columns, judge)).toEqual({ quantity: 1 })
  })

  it('takes over what the picked record knows', () => {
    expect(rowHops(columns, 'product')).toEqual(['list_price'])
    const row = { product: { id: 'p', title: '折弯机' }, price: '1' }
    expect(filledRow(columns, row, 'product', { list_price: '580000.00' }, judge)).toMatchObject({ price: '580000' })
  })
})
