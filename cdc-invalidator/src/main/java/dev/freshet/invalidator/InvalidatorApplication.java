package dev.freshet.invalidator;

import dev.freshet.invalidator.capture.Capture;
import dev.freshet.invalidator.command.Commands;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The invalidator as a process: a command, or the service, which ends by itself only after what it
 * cannot mend, with 1.
 */
@SpringBootApplication
public class InvalidatorApplication {

  public static void main(String[] args) {
    if (Commands.isMeant(args)) {
      System.exit(Commands.run(args));
    }
    ConfigurableApplicationContext context =
        SpringApplication.run(InvalidatorApplication.class, args);
    int code = context.getBean(Capture.class).awaitExitCode();
    System.exit(SpringApplication.exit(context, () -> code));
  }
}
