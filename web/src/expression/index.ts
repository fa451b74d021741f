export { evaluate, holds } from './evaluate'
export { UNKNOWN, valuesOf, type Env, type Json, type ShippedExpression, type Tree, type Unknown, type Values } from './tree'
