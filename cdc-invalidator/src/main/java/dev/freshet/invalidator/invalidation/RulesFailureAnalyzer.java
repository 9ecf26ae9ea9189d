package dev.freshet.invalidator.invalidation;

import dev.freshet.rules.RulesException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says what is wrong with a rules file, without a stack trace. */
final class RulesFailureAnalyzer extends AbstractFailureAnalyzer<RulesException> {

  @Override
  protected FailureAnalysis analyze(Throwable root, RulesException cause) {
    return new FailureAnalysis(
        cause.getMessage(), "Mend the file that freshet.rules.file names.", cause);
  }
}
