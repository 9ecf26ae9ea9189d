package dev.freshet.spring.cache;

import java.util.Optional;

/** What surrounds a call on this thread. */
@FunctionalInterface
interface Surroundings {

  /** Why a load that begins now is unsafe; empty if it is not. */
  Optional<UnsafeLoad> unsafe();

  /** Of an application without transactions. */
  Surroundings NONE = Optional::empty;
}
