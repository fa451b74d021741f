import { ref } from 'vue'

const MOST = 8
const STORE = 'chengdan.searches'

/** What this person looked for lately on this device, the latest first; gone with the log-out. */
export function useRecent(person: string) {
  const words = ref(read(person))

  function keep(next: string[]) {
    words.value = next
    localStorage.setItem(STORE, JSON.stringify({ person, words: next }))
  }

  return {
    words,
    add: (text: string) => keep([text, ...words.value.filter((each) => each !== text)].slice(0, MOST)),
    clear: () => keep([]),
  }
}

export function forgetSearches(): void {
  localStorage.removeItem(STORE)
}

function read(person: string): string[] {
  try {
    const kept = JSON.parse(localStorage.getItem(STORE) ?? 'null') as { person?: string; words?: unknown } | null
    return kept?.person === person && Array.isArray(kept.words) ? kept.words.filter((each) => typeof each === 'string').slice(0, MOST) : []
  } catch {
    return []
  }
}
