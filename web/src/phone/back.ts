import type { Router } from 'vue-router'

/** Back to where one came from; to the first page if one came by a link from outside. */
export function goBack(router: Router): void {
  if (history.state?.back) router.back()
  else void router.replace({ name: 'today' })
}
