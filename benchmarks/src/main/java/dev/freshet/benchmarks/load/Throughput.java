package dev.freshet.benchmarks.load;

/**
 * How fast a server answers when it is asked as fast as it answers.
 *
 * @param requests that were answered
 */
public record Throughput(double perSecond, long requests) {}
