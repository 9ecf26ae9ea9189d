package dev.freshet.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class RecordingTest {

  @Test
  void keepsTransactionsTogether() {
    assertThat(Recording.read(RecordingTest.class, "/price-change.jsonl").parts())
        .extracting(part -> part.changes().size())
        .containsExactly(2, 1);
  }

  @Test
  void saysWhatIsWrongWithAFile() {
    refused(
        "/cut-off.jsonl",
        "/cut-off.jsonl is cut off behind 2 changes, between transactions: it has no line that"
            + " says that this is the end");
    refused(
        "/logback-test.xml",
        "/logback-test.xml is no recording: its first line is no header of the format"
            + " freshet-changes");
    refused(
        "none.jsonl",
        "no recording none.jsonl on the class path, as seen from dev.freshet.testkit.RecordingTest");
  }

  private static void refused(String resource, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Recording.read(RecordingTest.class, resource))
        .withMessage(message);
  }
}
