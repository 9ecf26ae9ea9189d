package dev.freshet.invalidator;

import dev.freshet.invalidator.capture.Capture;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** The invalidator as a process. It ends by itself only after what it cannot mend, with 1. */
@SpringBootApplication
public class InvalidatorApplication {

  public static void main(String[] args) {
    ConfigurableApplicationContext context =
        SpringApplication.run(InvalidatorApplication.class, args);
    int code = context.getBean(Capture.class).awaitExitCode();
    System.exit(SpringApplication.exit(context, () -> code));
  }
}
