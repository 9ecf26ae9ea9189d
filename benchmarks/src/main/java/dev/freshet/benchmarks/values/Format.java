package dev.freshet.benchmarks.values;

import java.util.function.Function;

/** Between a value and its bytes; both ways throw what goes wrong. */
record Format<V>(String name, Function<V, byte[]> encode, Function<byte[], V> decode) {}
