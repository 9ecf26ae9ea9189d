package dev.freshet.invalidator.capture.failure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.core.io.support.SpringFactoriesLoader.FailureHandler;

class UnmendableFailureAnalyzerTest {

  @Test
  void isFoundBySpringBootAndSaysWhatToDo() {
    FailureAnalyzer analyzer =
        SpringFactoriesLoader.forDefaultResourceLocation()
            .load(FailureAnalyzer.class, FailureHandler.handleMessage((why, failure) -> {}))
            .stream()
            .filter(UnmendableFailureAnalyzer.class::isInstance)
            .findFirst()
            .orElseThrow();

    assertThat(analyzer.analyze(new IllegalStateException(new UnmendableException("do this"))))
        .returns("do this", analysis -> analysis.getDescription());
  }
}
