import type { App } from '@/definition/app'
import type { Form } from '@/definition/types'

const FIRST = ['customer', 'opportunity']

/** The forms one leafs through on the phone: customers and opportunities, or what the person has. */
export function phoneForms(app: App): Form[] {
  const named = FIRST.flatMap((key) => app.form(key) ?? [])
  const rest = app.navigation().filter((form) => !FIRST.includes(form.key))
  return [...named, ...rest]
}

export const homeForm = (app: App): Form | undefined => phoneForms(app)[0]
