import type { Field } from '@/definition/types'
import { say, t } from '@/i18n'
import type { Fault } from './validate'

/** A fault in words for the person typing. */
export function faultText(fault: Fault | undefined, field: Field | undefined): string | undefined {
  if (!fault) return undefined
  if (fault.code === 'said') return fault.message
  if (fault.code === 'required') return t('fault.required', { field: say(field?.label) })
  return 'limit' in fault ? t(`fault.${fault.code}`, { limit: fault.limit }) : t(`fault.${fault.code}`)
}
