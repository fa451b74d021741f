import { describe, expect, it } from 'vitest'
import { enough } from './useSearch'

describe('a search', () => {
  it.each(['重庆', 'cq', '12', ' 厦门 ', 'a bc', 'ａｂ', '𠮷野'])('has enough in “%s”', (words) => expect(enough(words)).toBe(true))
  it.each(['', ' ', '重', 'a b', '，。！', '😀😀', '%%'])('has too little in “%s”', (words) => expect(enough(words)).toBe(false))
})
