import { reactive } from 'vue'

export interface Toast {
  id: number
  text: string
  tone: 'plain' | 'bad'
  action?: { label: string; run: () => void }
}

export const toasts = reactive<Toast[]>([])
let last = 0

/** Says something in passing, with at most one thing to do about it (undo, retry, open). */
export function toast(text: string, action?: Toast['action'], tone: Toast['tone'] = 'plain'): void {
  const id = ++last
  toasts.push({ id, text, tone, action })
  if (toasts.length > 3) toasts.shift()
  setTimeout(() => dismiss(id), action ? 8000 : 4000)
}

export function dismiss(id: number): void {
  const index = toasts.findIndex((each) => each.id === id)
  if (index >= 0) toasts.splice(index, 1)
}
