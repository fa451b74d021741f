import { mount } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import { setLocale } from '@/i18n'
import CheckList from './CheckList.vue'

const rules = [
  { key: 'survey', message: '客户签字的需求调研表', met: false, fix: { kind: 'attach' as const, form: 'opportunity', id: 'o1', category: 'signed_survey' } },
  { key: 'visit', message: '记录一次需求拜访', met: true },
  { key: 'terms', message: '条款双人确认', met: false, fix: { kind: 'ask' as const, role: ['finance'] } },
]

afterEach(() => setLocale('zh'))

describe('a checklist', () => {
  it('puts what is missing last and lights it', () => {
    const items = mount(CheckList, { props: { rules } }).findAll('li')
    expect(items.map((item) => item.classes('missing'))).toEqual([false, true, true])
    expect(items[0]!.text()).toContain('记录一次需求拜访')
  })

  it('hands over the fix one taps on', async () => {
    setLocale('zh')
    const list = mount(CheckList, { props: { rules } })
    const button = list.get('button')
    expect(button.text()).toBe('上传')
    await button.trigger('click')
    expect(list.emitted('fix')).toEqual([[rules[0]!.fix]])
  })

  it('names nobody it does not know, and speaks the language chosen', () => {
    setLocale('en')
    expect(mount(CheckList, { props: { rules } }).text()).toContain('Ask somebody who may')
  })
})
