import { shallowReactive } from 'vue'
import { api, ok } from '@/api/client'
import type { Region } from '@/api/types'

const known = shallowReactive(new Map<string, string>())
const wanted = new Set<string>()
let timer: ReturnType<typeof setTimeout> | undefined

/** The full name of a region code; asks for many at once and shows the code until the answer is there. */
export function regionTitle(code: string): string {
  const title = known.get(code)
  if (title !== undefined) return title
  wanted.add(code)
  timer ??= setTimeout(ask, 10)
  return ''
}

/** Short, for rows and cards: the province is left out where something nearer is known. */
export function nearRegion(title: string): string {
  const parts = title.split(' / ')
  return (parts.length > 1 ? parts.slice(1) : parts).join(' ')
}

async function ask(): Promise<void> {
  timer = undefined
  const codes = [...wanted]
  wanted.clear()
  for (let from = 0; from < codes.length; from += 100) {
    const part = codes.slice(from, from + 100)
    try {
      const regions = await ok(api.GET('/api/regions', { params: { query: { codes: part } } }))
      for (const region of regions) known.set(region.code, region.title ?? region.name)
    } finally {
      for (const code of part) if (!known.has(code)) known.set(code, code)
    }
  }
}

const levels = new Map<string, Promise<Region[]>>()

export function regionsUnder(parent: string): Promise<Region[]> {
  let level = levels.get(parent)
  if (!level) {
    level = ok(api.GET('/api/regions', { params: { query: { parent: parent || undefined } } }))
    level.catch(() => levels.delete(parent))
    levels.set(parent, level)
  }
  return level
}

export function rememberRegion(code: string, title: string): void {
  known.set(code, title)
}
