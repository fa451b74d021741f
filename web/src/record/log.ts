import type { App } from '@/definition/app'
import type { Form } from '@/definition/types'

/** The communication log is a form like any other; its pages read as a timeline. */
export const LOG = 'activity'

export const logForm = (app: App): Form | undefined => app.form(LOG)

/** What is asked beside the text, in this order, as far as the person may see it. */
export const LOG_FIELDS = ['kind', 'purpose', 'occurred_at', 'opportunity', 'contacts', 'attendees_text', 'next_step', 'next_at', 'commercial', 'files']
