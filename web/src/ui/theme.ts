import { ref } from 'vue'

export type Theme = 'light' | 'dark' | 'auto'
const STORE = 'chengdan.theme'
const dark = matchMedia('(prefers-color-scheme: dark)')

function remembered(): Theme {
  const kept = localStorage.getItem(STORE)
  return kept === 'light' || kept === 'dark' ? kept : 'auto'
}

export const theme = ref<Theme>(remembered())

function apply() {
  const now = theme.value === 'auto' ? (dark.matches ? 'dark' : 'light') : theme.value
  document.documentElement.dataset.theme = now
  document.documentElement.style.colorScheme = now
}

export function setTheme(next: Theme): void {
  theme.value = next
  localStorage.setItem(STORE, next)
  apply()
}

dark.addEventListener('change', apply)
apply()
