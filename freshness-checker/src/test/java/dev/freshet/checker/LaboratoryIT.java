package dev.freshet.checker;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.local.NothingLeft;
import dev.freshet.local.stack.StackException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NothingLeft.class)
class LaboratoryIT {

  @Test
  void nothingIsLeftWhenTheInvalidatorDoesNotStart() {
    assertThatThrownBy(
            () -> Laboratory.start(List.of(Laboratory.api()), List.of("-jar", "missing.jar")))
        .isInstanceOf(StackException.class)
        .hasMessageStartingWith("invalidator-1 ended with exit code 1.");
  }
}
