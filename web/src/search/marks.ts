import type { Hit } from '@/api/types'

/** A piece of a text, marked where a word was found. */
export interface Piece {
  text: string
  marked: boolean
}

/** The text cut at its marks; never HTML, so nothing in a record can become part of the page. */
export function pieces({ text, marks }: Pick<Hit, 'text' | 'marks'>): Piece[] {
  const found: Piece[] = []
  let at = 0
  for (const { start, end } of marks) {
    if (start > at) found.push({ text: text.slice(at, start), marked: false })
    found.push({ text: text.slice(start, end), marked: true })
    at = end
  }
  if (at < text.length) found.push({ text: text.slice(at), marked: false })
  return found
}

/** Hits of one form, the form with the best hit first. */
export interface HitGroup {
  form: string
  hits: Hit[]
  /** More than are shown here, for one asks for the form alone. */
  more: boolean
}

const SHOWN = 5

/** The hits form by form, each in the order they came; with several forms only the first few of each. */
export function grouped(hits: Hit[]): HitGroup[] {
  const forms = new Map<string, Hit[]>()
  for (const hit of hits) forms.set(hit.form, [...(forms.get(hit.form) ?? []), hit])
  return [...forms].map(([form, all]) => (forms.size === 1 ? { form, hits: all, more: false } : { form, hits: all.slice(0, SHOWN), more: all.length > SHOWN }))
}
