package dev.freshet.http;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;
import org.apache.tomcat.util.net.ApplicationBufferHandler;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a body that nobody has read from holding a thread.
 *
 * <p>Tomcat discards the rest of a body on the request's thread, for as long as the client takes to
 * send it. Here the answer goes out first; then what comes is discarded as it comes, on whichever
 * thread. A client that has not sent all of it by then is cut off. One that was cut off at once
 * could lose the answer while it still sends.
 */
final class UnreadBodyValve extends ValveBase {

  /** From the answer to the end of the body. */
  static final Duration LONGEST = Duration.ofSeconds(5);

  /** Of the body, after the answer. */
  static final int MOST_BYTES = 2 << 20;

  UnreadBodyValve() {
    super(true);
  }

  @Override
  public void invoke(Request request, Response response) throws IOException, ServletException {
    getNext().invoke(request, response);
    if (request.isAsync() || request.isFinished() || isInError(request)) {
      return;
    }
    response.finishResponse();
    if (isInError(request)) {
      return;
    }
    if (request.isAsyncSupported()) {
      Discarding.of(request);
    } else {
      cutOff(request);
    }
  }

  /** Whether the connection is closed already, or will be without another look at the body. */
  private static boolean isInError(Request request) {
    AtomicBoolean error = new AtomicBoolean();
    request.getCoyoteRequest().action(ActionCode.IS_ERROR, error);
    return error.get();
  }

  /** Lets the connection be closed after the answer. */
  private static void cutOff(Request request) {
    int status = request.getResponse().getStatus();
    request.getCoyoteRequest().action(ActionCode.DISABLE_SWALLOW_INPUT, null);
    // The answer was that, although Tomcat notes an error now.
    request.getResponse().getCoyoteResponse().setStatus(status);
  }

  /** Reads below the servlet's streams, which are closed with the answer. */
  private static final class Discarding
      implements ReadListener, AsyncListener, ApplicationBufferHandler {

    private final Request request;
    private final AsyncContext async;
    private @Nullable ByteBuffer buffer;
    private long discarded;

    private Discarding(Request request) {
      this.request = request;
      this.async = request.startAsync();
    }

    static void of(Request request) {
      Discarding discarding = new Discarding(request);
      discarding.async.setTimeout(LONGEST.toMillis());
      discarding.async.addListener(discarding);
      request.getCoyoteRequest().setReadListener(discarding);
    }

    @Override
    public void onDataAvailable() throws IOException {
      // Where all of it is there, to ask whether more is would wait for the next request.
      while (!request.isFinished() && request.getCoyoteRequest().isReady()) {
        discarded += Math.max(0, request.getCoyoteRequest().doRead(this));
        if (discarded > MOST_BYTES) {
          cutOff(request);
          async.complete();
          return;
        }
      }
    }

    @Override
    public void onAllDataRead() {
      async.complete();
    }

    /** The client has gone, or what it sends is no body; Tomcat closes the connection. */
    @Override
    public void onError(Throwable failure) {
      async.complete();
    }

    @Override
    public void onTimeout(AsyncEvent event) {
      cutOff(request);
      async.complete();
    }

    @Override
    public void onComplete(AsyncEvent event) {}

    @Override
    public void onError(AsyncEvent event) {}

    @Override
    public void onStartAsync(AsyncEvent event) {}

    @Override
    public void setByteBuffer(@Nullable ByteBuffer buffer) {
      this.buffer = buffer;
    }

    @Override
    public @Nullable ByteBuffer getByteBuffer() {
      return buffer;
    }

    @Override
    public void expand(int size) {}
  }
}
