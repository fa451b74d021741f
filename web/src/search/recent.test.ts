import { beforeEach, describe, expect, it } from 'vitest'
import { forgetSearches, useRecent } from './recent'

describe('recent searches', () => {
  beforeEach(() => localStorage.clear())

  it('are kept for the person on this device, the latest first and each once', () => {
    const recent = useRecent('a')
    for (const words of ['重庆', 'xiamen', '重庆']) recent.add(words)
    expect(recent.words.value).toEqual(['重庆', 'xiamen'])
    expect(useRecent('a').words.value).toEqual(['重庆', 'xiamen'])
    expect(useRecent('b').words.value).toEqual([])
  })

  it('are a few, and can be cleared', () => {
    const recent = useRecent('a')
    for (let n = 0; n < 20; n++) recent.add(`第${n}`)
    expect(recent.words.value).toHaveLength(8)
    recent.clear()
    expect(useRecent('a').words.value).toEqual([])
  })

  it('are gone with the log-out, and what cannot be read is nothing', () => {
    useRecent('a').add('重庆')
    forgetSearches()
    expect(useRecent('a').words.value).toEqual([])
    localStorage.setItem('chengdan.searches', '{broken')
    expect(useRecent('a').words.value).toEqual([])
  })
})
