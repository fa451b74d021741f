import type { Problem } from '@/api/problem'
import { t } from '@/i18n'

/** A problem in words for the reader who must act. The server's own words win where it has some. */
export function wordsOf(problem: Problem): { title: string; hint?: string } {
  if (problem.status === 0) return { title: t('trouble.offline'), hint: t('trouble.offline_hint') }
  if (problem.passing) return { title: t('trouble.busy'), hint: t('trouble.busy_hint') }
  if (problem.status === 404) return { title: t('trouble.not_found'), hint: t('trouble.not_found_hint') }
  if (problem.status === 403) return { title: problem.detail ?? t('trouble.forbidden'), hint: undefined }
  if (problem.status === 412) return { title: t('conflict.title'), hint: t('conflict.note') }
  if (problem.status === 413) return { title: t('trouble.too_large') }
  if (problem.status >= 500) return { title: t('trouble.broken'), hint: t('trouble.broken_hint') }
  return { title: problem.detail ?? problem.message }
}

/** One line for a toast. */
export function line(problem: Problem): string {
  const { title, hint } = wordsOf(problem)
  return hint && problem.status !== 404 ? `${title} ${hint}` : title
}
