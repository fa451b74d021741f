import { describe, expect, it, vi } from 'vitest'
import type { Expr, Field, FieldType } from '@/definition/types'
import { judgeFor } from './evaluator'
import { FormModel, type ModelOptions } from './model'

const label = { zh: '', en: '' }
const field = (key: string, type: FieldType, more: Partial<Field> = {}): Field => ({ key, type, label, access: 'write', ...more })
const rule = (tree: unknown, ...inputs: string[]): Expr => ({ text: '', tree, inputs })
const own = (key: string, type = 'text') => ['field', key, type]
const me = { id: 'p1', login: 'chen', name: '陈晓东', department: { id: 'd1', title: '华东一区' }, roles: [], locale: 'zh', admin: [], must_change_password: false, demo: false }
const judge = judgeFor(me, 'Asia/Shanghai', () => new Date('2026-11-23T02:00:00Z'))
const model = (fields: Field[], more: Partial<ModelOptions> = {}) => new FormModel({ fields, judge, ...more })
const isVisit = rule(['==', own('kind'), ['s', 'visit']], 'kind')

describe('a form model', () => {
  it('shows and asks for a field as its rules say, from moment to moment', () => {
    const form = model([field('kind', 'choice'), field('summary', 'text', { visible: isVisit, required: isVisit })], { fresh: true })
    expect(form.state('summary')).toMatchObject({ visible: false, required: false })
    form.set('kind', 'visit')
    expect(form.state('summary')).toMatchObject({ visible: true, required: true })
    expect(form.validateAll()).toBe(false)
    expect(form.state('summary').fault).toEqual({ code: 'required' })
    form.set('summary', '见了刘经理')
    expect(form.validateAll()).toBe(true)
  })

  it('leaves to the server what it cannot know', () => {
    const secret = rule(['==', own('hidden_one'), ['s', 'x']], 'hidden_one')
    const form = model([field('note', 'text', { visible: secret, required: secret })], { fresh: true })
    expect(form.state('note')).toMatchObject({ visible: true, required: false })
  })

  it('starts a new record with its defaults, people by name', () => {
    const form = model([field('status', 'choice', { default: rule(['s', 'open']) }), field('assignee', 'person', { default: rule(['field', 'me.id', 'id'], 'me.id') })], {
      fresh: true,
    })
    expect(form.value('assignee')).toEqual({ id: 'p1', title: '陈晓东' })
    expect(form.changes()).toEqual({ status: 'open', assignee: 'p1' })
    expect(form.dirty).toBe(false)
  })

  it('fills a blank field from another record once that is known, and never over what was typed', () => {
    const fields = [field('customer', 'reference', { form: 'customer' }), field('region', 'region', { fill: rule(own('customer.region'), 'customer.region') })]
    const form = model(fields, { fresh: true })
    form.set('customer', { id: 'c1', title: '新誉' })
    expect(form.hopsOf('customer')).toEqual(['region'])
    expect(form.value('region')).toBeUndefined()
    form.provide('customer', { region: '320412' })
    expect(form.value('region')).toBe('320412')
    form.set('region', '3205')
    form.set('customer', { id: 'c2', title: '恒力' })
    form.provide('customer', { region: '3206' })
    expect(form.value('region')).toBe('3205')
  })

  it('works out formulas of rows and record without losing a cent', () => {
    const amount = rule(['*', own('quantity', 'number'), own('price', 'number')], 'quantity', 'price')
    const total = rule(['sum', ['map', ['field', 'lines', 'list<record>'], 'l', ['var', 'l', 'amount', 'number']]], 'lines')
    const lines = field('lines', 'table', {
      fields: [field('quantity', 'decimal'), field('price', 'money'), field('amount', 'formula', { result: 'money', expr: amount })],
    })
    const form = model([lines, field('total', 'formula', { result: 'money', expr: total })], { fresh: true })
    form.set('lines', [
      { quantity: '3', price: '0.1' },
      { quantity: '1', price: '12345678901234567.89' },
    ])
    expect(form.value('total')).toBe('12345678901234568.19')
    expect(form.changes()).toEqual({
      lines: [
        { quantity: '3', price: '0.1' },
        { quantity: '1', price: '12345678901234567.89' },
      ],
    })
  })

  it('sends only what changed, in the shape the API takes', () => {
    const form = model([field('amount', 'money'), field('name', 'text'), field('customer', 'reference'), field('tags', 'multi_choice')], {
      values: { amount: '120.00', name: '新誉', customer: { id: 'c1', title: '新誉' }, tags: ['a'] },
      write: ['amount', 'name', 'customer', 'tags'],
    })
    form.set('amount', '120')
    form.set('name', ' 新誉 ')
    expect(form.changes()).toEqual({})
    form.set('amount', '1,250.5')
    form.set('customer', { id: 'c2', title: '恒力' })
    form.set('tags', [])
    expect(form.changes()).toEqual({ amount: '1250.5', customer: 'c2', tags: null })
    expect(form.dirty).toBe(true)
  })

  it('does not touch what this person may not write on this row', () => {
    const form = model([field('amount', 'money'), field('number', 'auto_number')], { values: { amount: '1', number: 'O-1' }, write: [] })
    expect(form.state('amount').readonly).toBe(true)
    expect(form.state('number').readonly).toBe(true)
    form.set('amount', '2')
    expect(form.changes()).toEqual({})
  })

  it.each<[Partial<Field> & { type: FieldType }, unknown, string]>([
    [{ type: 'money' }, '12.345', 'digits'],
    [{ type: 'integer' }, '1.5', 'whole'],
    [{ type: 'decimal' }, '一百', 'number'],
    [{ type: 'percent', max: 100 }, '101', 'max'],
    [{ type: 'text', max: 4 }, '太长的名字', 'too_long'],
    [{ type: 'email' }, 'liu@', 'email'],
    [{ type: 'url' }, 'javascript:alert(1)', 'url'],
    [{ type: 'phone' }, 'abc', 'phone'],
  ])('says what is wrong with %o = %s', (of, value, code) => {
    const form = model([field('x', of.type, of)], { fresh: true })
    form.set('x', value)
    expect(form.validateAll()).toBe(false)
    expect(form.state('x').fault?.code).toBe(code)
  })

  it.each(['13800001234', '0519-88881234', '+86 519 8888 1234 转 8012'])('takes %s for a phone number', (value) => {
    const form = model([field('x', 'phone')], { fresh: true })
    form.set('x', value)
    expect(form.validateAll()).toBe(true)
  })

  it('puts the words of the server at their fields and gives back the rest', () => {
    const form = model([field('name', 'text'), field('lines', 'table', { fields: [field('price', 'money')] })], { fresh: true })
    const homeless = form.takeErrors([
      { field: 'name', message: '已有同名客户' },
      { field: 'lines[0].price', message: '低于底价' },
      { field: 'unseen', message: '别处' },
    ])
    expect(form.state('name').fault).toEqual({ code: 'said', message: '已有同名客户' })
    expect(form.fault('lines[0].price')).toEqual({ code: 'said', message: '低于底价' })
    expect(homeless).toHaveLength(1)
    form.set('name', '另一个')
    expect(form.state('name').fault).toBeUndefined()
  })

  it('finds what both sides changed, and keeps or yields field by field', () => {
    const form = model([field('amount', 'money'), field('note', 'text'), field('stage', 'text')], {
      values: { amount: '100', note: 'a', stage: '1' },
      write: ['amount', 'note', 'stage'],
    })
    form.set('amount', '120')
    form.set('note', 'mine')
    const theirs = { amount: '110', note: 'theirs', stage: '2' }
    expect(form.conflicts(theirs).map((each) => each.field.key)).toEqual(['amount', 'note'])
    form.rebase(theirs, new Set(['note']))
    expect(form.changes()).toEqual({ amount: '120' })
    expect(form.value('note')).toBe('theirs')
    expect(form.value('stage')).toBe('2')
  })

  it('tells whoever listens, until they stop', () => {
    const form = model([field('name', 'text')])
    const heard = vi.fn()
    const stop = form.subscribe(heard)
    form.set('name', 'a')
    stop()
    form.set('name', 'b')
    expect(heard).toHaveBeenCalledTimes(1)
  })
})
