import { type Component, inject, type InjectionKey } from 'vue'
import type { FieldType } from '@/definition/types'

/** What a shell brings along: its floating surface, its form surface and its field editors. */
export interface Shell {
  kind: 'desktop' | 'phone'
  /** Holds pickers and menus: a popover on the desktop, a bottom sheet on the phone. */
  floating: Component
  editors: Partial<Record<FieldType, Component>>
}

export const SHELL: InjectionKey<Shell> = Symbol('shell')

export function useShell(): Shell {
  const shell = inject(SHELL)
  if (!shell) throw new Error('no shell provided')
  return shell
}
