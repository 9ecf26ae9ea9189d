package dev.freshet.benchmarks.staleness;

import dev.freshet.local.stack.ServiceProcess;

/**
 * Two processes that serve the same catalog through the same cache.
 *
 * @param applied the header of the answer to a write that must say {@code applied}; empty if the
 *     answer alone says it
 */
record Pair(String name, ServiceProcess writing, ServiceProcess reading, String applied) {}
