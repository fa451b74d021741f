import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query'
import { type Component, createApp } from 'vue'
import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router'
import { asProblem } from './api/problem'
import { guard } from './session/guard'
import { SHELL, type Shell } from './ui/shell'
import './ui/tokens.css'
import './ui/base.css'
import './ui/theme'

/** Puts a shell on the page. Reads are tried again only where that can help. */
export function mount(root: Component, base: string, routes: RouteRecordRaw[], shell: Shell): void {
  const router = createRouter({ history: createWebHistory(base), routes })
  const queryClient = new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 15_000,
        retry: (times, error) => times < 2 && asProblem(error).passing && asProblem(error).status !== 0,
      },
    },
  })
  guard(router)
  createApp(root).use(router).use(VueQueryPlugin, { queryClient }).provide(SHELL, shell).mount('#app')
}
