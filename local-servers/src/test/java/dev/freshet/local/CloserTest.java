package dev.freshet.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CloserTest {

  private final List<String> closed = new ArrayList<>();

  @Test
  void aLaterFailureClosesWhatWasOpenedTheLastFirst() {
    IOException third = new IOException("third");
    assertThatThrownBy(
            () ->
                Closer.opening(
                    closer -> {
                      closer.add(() -> closed.add("first"));
                      closer.add(() -> closed.add("second"));
                      throw third;
                    }))
        .isSameAs(third);
    assertThat(closed).containsExactly("second", "first");
  }

  @Test
  void successLeavesItOpenForItsOwner() {
    Closer owned =
        Closer.opening(
            closer -> {
              closer.add(() -> closed.add("first"));
              return closer;
            });
    assertThat(closed).isEmpty();
    owned.close();
    owned.close();
    assertThat(closed).containsExactly("first");
  }

  @Test
  void whatFailsToCloseKeepsNothingElseOpenAndHidesNoFailure() {
    IOException second = new IOException("second");
    IllegalStateException third = new IllegalStateException("third");
    assertThatThrownBy(
            () ->
                Closer.opening(
                    closer -> {
                      closer.add(() -> closed.add("first"));
                      closer.add(
                          () -> {
                            throw second;
                          });
                      throw third;
                    }))
        .isSameAs(third)
        .satisfies(e -> assertThat(e.getSuppressed()[0]).hasCause(second));
    assertThat(closed).containsExactly("first");
  }

  /** As after a signal: a process that is waited for must still be waited for. */
  @Test
  void anInterruptIsKeptForLater() {
    Closer closer = new Closer();
    closer.add(() -> closed.add("first, " + Thread.currentThread().isInterrupted()));
    closer.add(
        () -> {
          closed.add("second, " + Thread.currentThread().isInterrupted());
          Thread.currentThread().interrupt();
        });
    Thread.currentThread().interrupt();
    closer.close();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(closed).containsExactly("second, false", "first, false");
  }
}
