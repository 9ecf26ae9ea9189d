package dev.freshet.checker.stack;

import dev.freshet.local.stack.Application;
import dev.freshet.local.stack.ServiceJars;
import java.util.Collections;
import java.util.List;

/**
 * The services' processes.
 *
 * @param apis what {@code java} runs, for each API process
 * @param invalidators the same for each invalidator
 */
public record Programs(List<List<String>> apis, List<List<String>> invalidators) {

  /** The application and the invalidator as they are built. */
  public static Programs built(Application application, int apis, int invalidators) {
    ServiceJars jars = ServiceJars.find(application);
    return new Programs(
        Collections.nCopies(apis, ServiceJars.program(jars.api())),
        Collections.nCopies(invalidators, ServiceJars.program(jars.invalidator())));
  }
}
