import { computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import type { Sort } from '@/api/types'
import type { Form } from '@/definition/types'
import type { Condition } from './conditions'
import { defaultView, type Look, sortOf } from './query'

/** How the list is looked at lives in the address, so that going back brings the same list and a link can be shared. */
export function useLook(form: () => Form) {
  const route = useRoute()
  const router = useRouter()
  const text = (key: string) => (typeof route.query[key] === 'string' ? (route.query[key] as string) : undefined)

  const look = computed<Look>(() => {
    const current = form()
    return {
      view: current.lists?.find((view) => view.key === text('view')) ?? defaultView(current),
      conditions: conditionsIn(text('where')),
      search: text('q') ?? '',
      sort: sortOf(current, text('sort'))[0],
      columns: text('cols')?.split(','),
    }
  })

  function change(part: Record<string, string | undefined>): void {
    const query = Object.fromEntries(Object.entries({ ...route.query, ...part }).filter(([, value]) => value))
    void router.replace({ query })
  }

  return {
    look,
    view: (key: string) => change({ view: key, sort: undefined, cols: undefined }),
    search: (words: string) => change({ q: words.trim() || undefined }),
    sort: (sort: Sort | undefined) => change({ sort: sort && `${sort.dir === 'desc' ? '-' : ''}${sort.field}` }),
    conditions: (conditions: Condition[]) => change({ where: conditions.length ? JSON.stringify(conditions) : undefined }),
    columns: (columns: string[] | undefined) => change({ cols: columns?.join(',') }),
  }
}

/** Conditions from an address somebody may have typed: anything odd falls out. */
export function conditionsIn(text: string | undefined): Condition[] {
  if (!text) return []
  try {
    const parsed: unknown = JSON.parse(text)
    return Array.isArray(parsed) ? parsed.filter((each): each is Condition => typeof each?.field === 'string' && typeof each?.op === 'string') : []
  } catch {
    return []
  }
}
