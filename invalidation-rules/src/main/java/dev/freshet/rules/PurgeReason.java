package dev.freshet.rules;

/** Why a change makes every value of a kind wrong. */
public enum PurgeReason {
  /** The table was truncated. */
  TRUNCATE,
  /** The row as it was came without a column that tells what it was part of. */
  IMAGE,
  /** The rules say so. */
  RULE
}
