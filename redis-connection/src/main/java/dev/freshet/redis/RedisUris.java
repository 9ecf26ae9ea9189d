package dev.freshet.redis;

import io.lettuce.core.RedisURI;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A Redis deployment as its URI names it.
 *
 * @param cluster whether the nodes are seeds of a Redis Cluster; else there is one URI
 */
record RedisUris(boolean cluster, List<RedisURI> nodes) {

  private static final Pattern CLUSTER =
      Pattern.compile("(rediss?)-cluster://(?:([^@/]*)@)?([^@/?#]+)/?(\\?[^#]*)?");

  /**
   * @throws IllegalArgumentException if the text is no such URI; the message never quotes it, as it
   *     may hold a password
   */
  static RedisUris of(String uri) {
    try {
      Matcher cluster = CLUSTER.matcher(uri);
      if (cluster.matches()) {
        return new RedisUris(true, clusterNodes(cluster));
      }
      if (uri.matches("rediss?-cluster:.*")) {
        throw new IllegalArgumentException("malformed list of cluster nodes");
      }
      return new RedisUris(false, List.of(RedisURI.create(uri)));
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(
          "the Redis URI is not understood; it must look like redis://host:6379, rediss://host:6379,"
              + " redis-sentinel://host:26379,host:26379#master or"
              + " redis-cluster://host:6379,host:6379");
    }
  }

  private static List<RedisURI> clusterNodes(Matcher uri) {
    String userInfo = uri.group(2) == null ? "" : uri.group(2) + "@";
    String query = uri.group(4) == null ? "" : uri.group(4);
    String[] nodes = uri.group(3).split(",", -1);
    if (!Stream.of(nodes).allMatch(node -> node.matches("(\\[[0-9A-Fa-f:]+]|[^:]+)(:\\d{1,5})?"))) {
      throw new IllegalArgumentException("malformed cluster node");
    }
    return Stream.of(nodes)
        .map(node -> RedisURI.create(uri.group(1) + "://" + userInfo + node + query))
        .toList();
  }

  /** Whether the connection is to be by TLS. */
  boolean tls() {
    return nodes.get(0).isSsl();
  }

  /** Hosts and ports only. */
  @Override
  public String toString() {
    return String.join(
        ",",
        nodes.stream()
            .flatMap(
                node ->
                    node.getSentinels().isEmpty() ? Stream.of(node) : node.getSentinels().stream())
            .map(node -> node.getHost() + ":" + node.getPort())
            .toList());
  }
}
