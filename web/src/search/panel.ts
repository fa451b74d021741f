import { onBeforeUnmount, onMounted, ref } from 'vue'

/** Whether the search panel is open; one for the whole desktop. */
export const searching = ref(false)

export const searchKeys = /Mac|iP/.test(navigator.platform) ? '⌘ K' : 'Ctrl K'

/** Ctrl-K or ⌘-K from everywhere, / where nobody is typing; not over a dialog that waits for an answer. */
export function useSearchKeys(): void {
  function key(event: KeyboardEvent) {
    const chord = event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey
    const slash = event.key === '/' && !event.ctrlKey && !event.metaKey && !event.altKey && !(event.target as HTMLElement).closest('input, textarea, select, [contenteditable], [role=dialog]')
    if (!chord && !slash) return
    event.preventDefault()
    if (!document.querySelector('.veil')) searching.value = true
  }
  onMounted(() => addEventListener('keydown', key))
  onBeforeUnmount(() => removeEventListener('keydown', key))
}
