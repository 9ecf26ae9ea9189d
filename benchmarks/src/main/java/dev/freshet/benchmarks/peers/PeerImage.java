package dev.freshet.benchmarks.peers;

import java.io.Serializable;

/** As {@link dev.freshet.catalog.Image}. */
public record PeerImage(int position, String url) implements Serializable {}
