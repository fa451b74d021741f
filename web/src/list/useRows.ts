import { keepPreviousData, useInfiniteQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { queryRows } from '@/api/records'
import type { Form } from '@/definition/types'
import { grouped } from '@/i18n/format'
import { listQuery, type Look } from './query'

/** The rows of a list, page by page as one scrolls, with the count of the first page. */
export function useRows(form: () => Form, look: () => Look) {
  const rows = useInfiniteQuery({
    queryKey: computed(() => ['rows', form().key, listQuery(form(), look())]),
    queryFn: ({ pageParam, signal }) => queryRows(listQuery(form(), look(), pageParam), signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: keepPreviousData,
  })
  const items = computed(() => rows.data.value?.pages.flatMap((page) => page.items) ?? [])
  const count = computed(() => {
    const first = rows.data.value?.pages[0]
    return first?.count == null ? undefined : `${grouped(first.count)}${first.capped ? '+' : ''}`
  })
  return { rows, items, count }
}
