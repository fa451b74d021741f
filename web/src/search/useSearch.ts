import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import { computed, onScopeDispose, ref, watch } from 'vue'
import { searchRecords } from '@/api/records'
import { grouped } from './marks'

const PAUSE = 150

/** Whether there is enough to search for: a word with two letters or digits, of whatever script. */
export const enough = (words: string): boolean => words.split(/\s+/).some((word) => [...word].filter((each) => /[\p{L}\p{N}]/u.test(each)).length >= 2)

/** One search as somebody types it: asked once typing pauses, the last answer shown until the next is there. */
export function useSearch(begin = '') {
  const words = ref(begin)
  const form = ref<string>()
  const asked = ref(begin.trim())
  let timer: ReturnType<typeof setTimeout> | undefined
  const ready = computed(() => enough(asked.value))

  watch(words, (text) => {
    clearTimeout(timer)
    timer = setTimeout(() => (asked.value = text.trim()), PAUSE)
  })
  onScopeDispose(() => clearTimeout(timer))

  const answer = useQuery({
    queryKey: computed(() => ['search', asked.value, form.value]),
    queryFn: ({ signal }) => searchRecords(asked.value, form.value, signal),
    enabled: ready,
    // without a network it fails and says so, instead of waiting for one
    networkMode: 'always',
    placeholderData: keepPreviousData,
    staleTime: 2_000,
    gcTime: 60_000,
  })
  const groups = computed(() => (ready.value ? grouped(answer.data.value ?? []) : []))
  const hits = computed(() => groups.value.flatMap((group) => group.hits))
  /** What is shown does not answer what stands in the box yet. */
  const waiting = computed(() => enough(words.value) && (words.value.trim() !== asked.value || answer.isFetching.value))

  return { words, form, asked, ready, groups, hits, waiting, error: answer.error, retry: () => void answer.refetch() }
}
