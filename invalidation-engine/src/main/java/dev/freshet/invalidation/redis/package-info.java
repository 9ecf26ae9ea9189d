/** The cache in Redis: standalone, behind Sentinel, or Cluster. */
@NullMarked
package dev.freshet.invalidation.redis;

import org.jspecify.annotations.NullMarked;
