package dev.freshet.invalidator.invalidation;

import dev.freshet.invalidator.InvalidatorApplication;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.builder.SpringApplicationBuilder;

/**
 * The invalidator with several mistakes, for the checker to find. The system property {@code
 * mistakes} has the names of classes of this package, with commas between them.
 */
public final class WithMistakes {

  public static void main(String[] arguments) throws ClassNotFoundException {
    List<Class<?>> sources = new ArrayList<>(List.of(InvalidatorApplication.class));
    for (String name : System.getProperty("mistakes").split(",", -1)) {
      sources.add(Class.forName(WithMistakes.class.getPackageName() + "." + name));
    }
    new SpringApplicationBuilder(sources.toArray(Class<?>[]::new)).run(arguments);
  }
}
