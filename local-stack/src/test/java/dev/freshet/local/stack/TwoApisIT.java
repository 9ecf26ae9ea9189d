package dev.freshet.local.stack;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.local.NothingLeft;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NothingLeft.class)
class TwoApisIT {

  @Test
  void nothingIsLeftWhenTheSecondDoesNotStart() {
    assertThatThrownBy(() -> TwoApis.start(Map.of("SPRING_DATASOURCE_URL", "nowhere")))
        .isInstanceOf(StackException.class)
        .hasMessageStartingWith("api-service-2 ended with exit code 1.");
  }
}
