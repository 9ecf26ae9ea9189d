package dev.freshet.local;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What has been opened so far. Closing it closes all of that, the last first, whatever fails
 * meanwhile, and not cut short by an interrupt. Not thread-safe.
 */
public final class Closer implements AutoCloseable {

  private final Deque<AutoCloseable> opened = new ArrayDeque<>();

  /** Opens several things one after the other. */
  @FunctionalInterface
  public interface Opening<T, E extends Exception> {

    /**
     * Opens them.
     *
     * @param closer is given each thing as soon as it is open
     * @return what owns them all, and the closer
     */
    T open(Closer closer) throws E;
  }

  /** Opens several things; if one of them fails, those before it are closed. */
  public static <T, E extends Exception> T opening(Opening<T, E> opening) throws E {
    Closer closer = new Closer();
    try {
      return opening.open(closer);
    } catch (Throwable e) {
      try {
        closer.close();
      } catch (RuntimeException left) {
        e.addSuppressed(left);
      }
      throw e;
    }
  }

  /** Takes what is open, to be closed before what was added earlier. */
  public <T extends AutoCloseable> T add(T open) {
    opened.push(open);
    return open;
  }

  /**
   * @throws IllegalStateException if something fails to close; the rest is closed
   */
  @Override
  public void close() {
    boolean interrupted = Thread.interrupted();
    @Nullable IllegalStateException failure = null;
    while (!opened.isEmpty()) {
      AutoCloseable next = opened.pop();
      try {
        next.close();
      } catch (Exception e) {
        if (failure == null) {
          failure = new IllegalStateException(next + " does not close", e);
        } else {
          failure.addSuppressed(e);
        }
      }
      interrupted |= Thread.interrupted();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (failure != null) {
      throw failure;
    }
  }
}
