package dev.freshet.checker.attack;

import dev.freshet.local.stack.Servers;
import java.util.List;
import java.util.stream.Stream;

/**
 * What is attacked.
 *
 * @param apis the ports of the API processes
 * @param invalidators the ports of the invalidators
 * @param servers for rows that no API would write
 */
public record Target(List<Integer> apis, List<Integer> invalidators, Servers servers) {

  public Target {
    apis = List.copyOf(apis);
    invalidators = List.copyOf(invalidators);
  }

  List<Integer> ports() {
    return Stream.concat(apis.stream(), invalidators.stream()).toList();
  }
}
