import { onBeforeUnmount, onMounted } from 'vue'
import { onBeforeRouteLeave, onBeforeRouteUpdate } from 'vue-router'
import { t } from '@/i18n'
import { ask } from '@/ui/confirm'

/** True if what was typed may go: nothing typed, or the person said so. */
export async function mayLeave(dirty: boolean): Promise<boolean> {
  return !dirty || ask({ title: t('unsaved.title'), note: t('unsaved.note'), yes: t('unsaved.leave'), no: t('unsaved.stay') })
}

/** Keeps a page with unsaved typing from being left by accident. */
export function useUnsavedGuard(dirty: () => boolean): void {
  const unload = (event: BeforeUnloadEvent) => {
    if (dirty()) event.preventDefault()
  }
  onMounted(() => addEventListener('beforeunload', unload))
  onBeforeUnmount(() => removeEventListener('beforeunload', unload))
  onBeforeRouteLeave(() => mayLeave(dirty()))
  onBeforeRouteUpdate((to, from) => to.path === from.path || mayLeave(dirty()))
}
