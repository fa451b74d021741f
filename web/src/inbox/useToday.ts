import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { t } from '@/i18n'
import { useApp, useMe } from '@/session/session'
import { inOrder, myStages, myTasks } from './today'

/** Everything that waits for me, in the order of what is lost by waiting. */
export function useToday() {
  const [app, me] = [useApp(), useMe()]
  const tasks = useQuery({ queryKey: ['today', 'tasks'], queryFn: () => myTasks(app, me.id) })
  const stages = useQuery({ queryKey: ['today', 'stages'], queryFn: () => myStages(app, me.id) })
  const items = computed(() => inOrder([...(tasks.data.value ?? []), ...(stages.data.value ?? [])]))
  const pending = computed(() => tasks.isPending.value || stages.isPending.value)
  const error = computed(() => tasks.error.value ?? stages.error.value)
  const urgent = computed(() => items.value.filter((item) => item.urgency === 'red' || (item.kind === 'task' && item.late >= 0)).length)
  const words = computed(() => {
    if (!items.value.length) return t('today.nothing')
    return urgent.value ? t('today.count_urgent', { n: items.value.length, m: urgent.value }) : t('today.count', { n: items.value.length })
  })

  function retry() {
    void tasks.refetch()
    void stages.refetch()
  }

  return { items, tasks, pending, error, words, retry }
}

/** 早、下午好、晚上好, and the name people call somebody by. */
export function greeting(name: string, hour = new Date().getHours()): string {
  const part = hour < 11 ? 'morning' : hour < 18 ? 'afternoon' : 'evening'
  const called = /^[\u4e00-\u9fff]{3}$/.test(name) ? name.slice(1) : name
  return t(`today.${part}`, { name: called })
}
