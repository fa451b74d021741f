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

/** The hundred surnames of most people. Who is called otherwise (管理员, 欧阳娜) is called by the whole name. */
const SURNAMES =
  '王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严武戴莫孔向汤'

/** 早、下午好、晚上好, and the name people call somebody by. */
export function greeting(name: string, hour = new Date().getHours()): string {
  const part = hour < 11 ? 'morning' : hour < 18 ? 'afternoon' : 'evening'
  const called = name.length === 3 && SURNAMES.includes(name.charAt(0)) ? name.slice(1) : name
  return t(`today.${part}`, { name: called })
}
