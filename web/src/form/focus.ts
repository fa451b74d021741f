/** Brings a field into view and puts the cursor in it. */
export function focusField(root: ParentNode | null | undefined, key: string): void {
  const row = root?.querySelector<HTMLElement>(`[data-field="${CSS.escape(key)}"]`)
  row?.scrollIntoView({ block: 'center' })
  row?.querySelector<HTMLElement>('input:not(.sr), textarea, select, button')?.focus()
}
