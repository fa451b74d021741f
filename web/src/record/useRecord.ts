import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import { getGate, getRecord } from '@/api/records'
import type { RecordOut } from '@/api/types'
import type { Form } from '@/definition/types'

/** A record and its gate, kept fresh together. */
export function useRecord(form: Ref<string>, id: Ref<string>) {
  return useQuery({
    queryKey: computed(() => ['record', form.value, id.value]),
    queryFn: ({ signal }) => getRecord(form.value, id.value, signal),
  })
}

/**
 * Whether a record and what stands above its tabs are there. A page appears whole: a checklist that came later would push
 * the tabs away from under the pointer.
 */
export function useWhole(form: Ref<Form | undefined>, id: Ref<string>) {
  const key = computed(() => form.value?.key ?? '')
  const record = useRecord(key, id)
  const gate = useGate(key, id, computed(() => Boolean(form.value?.pipelines?.length)))
  return { ...record, data: computed(() => (gate.isLoading.value ? undefined : record.data.value)) }
}

export function useGate(form: Ref<string>, id: Ref<string>, enabled: Ref<boolean>) {
  return useQuery({
    queryKey: computed(() => ['gate', form.value, id.value]),
    queryFn: () => getGate(form.value, id.value),
    enabled,
  })
}

/** After a write: shows the answer at once and lets everything that may hang on it be asked again. */
export function useWritten() {
  const client = useQueryClient()
  return (record?: RecordOut) => {
    if (record) client.setQueryData(['record', record.form, record.id], record)
    for (const key of ['rows', 'groups', 'gate', 'files', 'history', 'today']) void client.invalidateQueries({ queryKey: [key] })
    void client.invalidateQueries({
      queryKey: ['record'],
      predicate: (query) => !record || query.queryKey[2] !== record.id,
    })
  }
}
