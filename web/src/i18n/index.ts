import { ref } from 'vue'
import type { Label } from '@/definition/types'
import { en } from './en'
import { zh } from './zh'

export type Locale = 'zh' | 'en'
export type TextKey = keyof typeof zh

const STORE = 'chengdan.locale'

function remembered(): Locale {
  const kept = localStorage.getItem(STORE)
  if (kept === 'zh' || kept === 'en') return kept
  return navigator.language.toLowerCase().startsWith('en') ? 'en' : 'zh'
}

export const locale = ref<Locale>(remembered())

export function setLocale(next: Locale): void {
  locale.value = next
  localStorage.setItem(STORE, next)
  document.documentElement.lang = next === 'zh' ? 'zh-CN' : 'en'
}

document.documentElement.lang = locale.value === 'zh' ? 'zh-CN' : 'en'

/** The text of a key in the language chosen; `{name}` is replaced by the figure of that name. */
export function t(key: TextKey, figures: Record<string, string | number> = {}): string {
  const text: string = (locale.value === 'zh' ? zh : en)[key]
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(figures[name] ?? whole))
}

/** A label of the definition in the language chosen. */
export function say(label: Label | string | undefined): string {
  if (label === undefined) return ''
  return typeof label === 'string' ? label : (label[locale.value] ?? label.zh)
}

/** One of several, any of whom will do. */
export function either(parts: string[]): string {
  return parts.join(locale.value === 'zh' ? '或' : ' or ')
}

/** Joins as a list is joined in the language chosen. */
export function list(parts: string[]): string {
  return parts.join(locale.value === 'zh' ? '、' : ', ')
}
