package dev.freshet.invalidator.capture.failure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Lets Spring Boot say what to do, instead of a stack trace, if the settings are of no use. */
final class UnmendableFailureAnalyzer extends AbstractFailureAnalyzer<UnmendableException> {

  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, UnmendableException cause) {
    return new FailureAnalysis(Failures.line(cause), "Correct the configuration.", cause);
  }
}
