import type { ColumnType } from "kysely";

/**
 * What neither engine types alike, decided once: moments and JSON are text, booleans are 0 and 1, on SQLite and PostgreSQL.
 * The brands keep one from being written where the other belongs.
 */
declare const brand: unique symbol;
type Branded<T, Name extends string> = T & { readonly [brand]: Name };

/** A moment, UTC, `2026-11-23T22:14:05.123Z`: sorts as text, and is what the API answers with. */
export type Instant = Branded<string, "Instant">;

/** JSON text of a `T`. */
export type Json<T> = Branded<string, "Json"> & { readonly __of?: T };

/** 0 or 1. */
export type Flag = Branded<number, "Flag">;

export const instant = (date: Date): Instant => date.toISOString() as Instant;
export const now = (): Instant => instant(new Date());
export const after = (seconds: number, from = Date.now()): Instant => instant(new Date(from + seconds * 1000));

export const toJson = <T>(value: T): Json<T> => JSON.stringify(value) as Json<T>;
export const fromJson = <T>(text: Json<T>): T => JSON.parse(text) as T;

export const toFlag = (value: boolean): Flag => (value ? 1 : 0) as Flag;
export const fromFlag = (value: Flag): boolean => value === 1;

/** A column that is set at insertion and never again. */
export type Fixed<T> = ColumnType<T, T, never>;
