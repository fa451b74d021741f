import { describe, expect, it } from 'vitest'
import type { Hit } from '@/api/types'
import { grouped, pieces } from './marks'

const hit = (id: string, form: string): Hit => ({ id, form, title: id, field: 'name', label: { zh: '名称', en: 'Name' }, text: id, marks: [] })

describe('a hit', () => {
  it('is cut at its marks, whatever its text holds', () => {
    expect(pieces({ text: '<b>重庆</b>曾氏', marks: [{ start: 3, end: 5 }, { start: 9, end: 11 }] })).toEqual([
      { text: '<b>', marked: false },
      { text: '重庆', marked: true },
      { text: '</b>', marked: false },
      { text: '曾氏', marked: true },
    ])
    expect(pieces({ text: '𠮷野', marks: [{ start: 0, end: 2 }] })).toEqual([
      { text: '𠮷', marked: true },
      { text: '野', marked: false },
    ])
    expect(pieces({ text: '', marks: [] })).toEqual([])
  })
})

describe('hits', () => {
  it('stand by form, the form of the best one first, a few of each', () => {
    const hits = [hit('a', 'customer'), hit('b', 'contact'), ...'cdefg'.split('').map((id) => hit(id, 'customer'))]
    expect(grouped(hits).map((group) => [group.form, group.hits.map((each) => each.id).join(''), group.more])).toEqual([
      ['customer', 'acdef', true],
      ['contact', 'b', false],
    ])
  })

  it('of one form are all shown', () => {
    const hits = 'abcdefgh'.split('').map((id) => hit(id, 'customer'))
    expect(grouped(hits)).toEqual([{ form: 'customer', hits, more: false }])
  })
})
