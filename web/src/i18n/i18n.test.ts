import { afterEach, describe, expect, it } from 'vitest'
import { setLocale, t } from '.'
import { en } from './en'
import { exactMoney, shortMoney, withOffset } from './format'
import { zh } from './zh'

afterEach(() => setLocale('zh'))

const figures = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort()

describe('the texts', () => {
  it('carry the same figures in both languages', () => {
    const differing = (Object.keys(zh) as (keyof typeof zh)[]).filter((key) => String(figures(zh[key])) !== String(figures(en[key])))
    expect(differing).toEqual([])
  })

  it('use full-width marks in Chinese', () => {
    const narrow = Object.entries(zh).filter(([, text]) => /[\u4e00-\u9fff][,;:!?]|[,;:!?][\u4e00-\u9fff]/.test(text))
    expect(narrow).toEqual([])
  })

  it('follow the language chosen at once', () => {
    setLocale('en')
    expect(t('gate.lacks', { stage: 'Design', n: 2 })).toBe('2 missing for “Design”')
    setLocale('zh')
    expect(t('gate.lacks', { stage: '方案设计', n: 2 })).toBe('进入“方案设计”还差 2 项')
  })

  it.each([
    ['1680000', '168 万'],
    ['126000000', '1.26 亿'],
    ['9500', '9,500'],
    ['-12345', '-1.23 万'],
    ['0.00', '0'],
  ])('speak of %s as %s', (value, short) => {
    expect(shortMoney(value)).toBe(short)
  })

  it('keep every digit of an exact amount', () => {
    expect(exactMoney('12345678901234567890.12')).toBe('¥ 12,345,678,901,234,567,890.12')
  })

  it('write a moment with its offset', () => {
    expect(withOffset('2026-11-23T10:05')).toMatch(/^2026-11-23T10:05:00[+-]\d\d:\d\d$/)
  })
})
