package dev.freshet.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Stands between a client and a server on 127.0.0.1, to make their connections slow, dead or cut.
 * Two threads for each connection. Thread-safe.
 */
public final class TcpProxy implements AutoCloseable {

  private static final int BUFFER_BYTES = 1 << 16;

  /** What happens to all connections. */
  private enum State {
    OPEN,
    HUNG,
    CUT,
    CLOSED
  }

  private final int target;
  private final ServerSocket listener;
  private final Set<Link> links = ConcurrentHashMap.newKeySet();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final AtomicReference<@Nullable Link> held = new AtomicReference<>();
  private State state = State.OPEN;
  private long delayNanos;
  private boolean holdNext;
  private @Nullable String heldRequest;

  private TcpProxy(int target, ServerSocket listener) {
    this.target = target;
    this.listener = listener;
  }

  /** Listens on a free port and passes everything on to this one. */
  public static TcpProxy to(int targetPort) {
    try {
      ServerSocket listener = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
      TcpProxy proxy = new TcpProxy(targetPort, listener);
      daemon(proxy::accept, "proxy-" + targetPort);
      return proxy;
    } catch (IOException e) {
      throw new UncheckedIOException("no proxy to port " + targetPort, e);
    }
  }

  /** The port that clients connect to. */
  public int port() {
    return listener.getLocalPort();
  }

  /** Lets every piece of data, in both directions, wait for so long. */
  public void delay(Duration delay) {
    change(() -> delayNanos = delay.toNanos());
  }

  /** Connections stay open, and nothing passes; new ones are accepted. */
  public void hang() {
    change(() -> state = State.HUNG);
  }

  /** Closes all connections, and new ones at once. */
  public void cut() {
    change(() -> state = State.CUT);
    links.forEach(Link::close);
  }

  /** Back to passing everything on; what was held up passes now. */
  public void heal() {
    change(
        () -> {
          state = State.OPEN;
          delayNanos = 0;
          holdNext = false;
          heldRequest = null;
          held.set(null);
        });
  }

  /**
   * Holds back the first data that the server sends from now on, and all that follows it on the
   * same connection, until {@link #heal()}. Other connections are not affected.
   */
  public void holdNextAnswer() {
    change(() -> holdNext = true);
  }

  /**
   * Holds back all that the server sends on the connection by which a client sends this text next,
   * from then on until {@link #heal()}. Other connections are not affected.
   */
  public void holdAnswersTo(String request) {
    change(() -> heldRequest = request);
  }

  /** Whether there is an answer that is held back. */
  public boolean holdsAnswer() {
    Link link = held.get();
    return link != null && link.hasAnswer;
  }

  @Override
  public void close() {
    change(() -> state = State.CLOSED);
    closeQuietly(listener);
    links.forEach(Link::close);
  }

  private void change(Runnable change) {
    lock.lock();
    try {
      change.run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void accept() {
    while (true) {
      try {
        Socket client = listener.accept();
        if (isPassable()) {
          connect(client);
        } else {
          closeQuietly(client);
        }
      } catch (IOException e) {
        return;
      }
    }
  }

  private boolean isPassable() {
    lock.lock();
    try {
      return state == State.OPEN || state == State.HUNG;
    } finally {
      lock.unlock();
    }
  }

  private void connect(Socket client) {
    try {
      client.setTcpNoDelay(true);
      Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
      server.setTcpNoDelay(true);
      Link link = new Link(client, server);
      links.add(link);
      daemon(() -> link.pump(client, server, false), "proxy-up-" + target);
      daemon(() -> link.pump(server, client, true), "proxy-down-" + target);
      if (!isPassable()) {
        link.close();
      }
    } catch (IOException e) {
      closeQuietly(client);
    }
  }

  private static void daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }

  private static void closeQuietly(AutoCloseable closeable) {
    try {
      closeable.close();
    } catch (Exception e) {
      // Closed is closed.
    }
  }

  /** One client's connection, and the one to the server that belongs to it. */
  private final class Link {

    private final Socket client;
    private final Socket server;
    private volatile boolean closed;
    private volatile boolean hasAnswer;

    Link(Socket client, Socket server) {
      this.client = client;
      this.server = server;
    }

    void pump(Socket from, Socket to, boolean answers) {
      try {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        byte[] buffer = new byte[BUFFER_BYTES];
        int read = in.read(buffer);
        while (read >= 0 && (answers ? passAnswer() : passRequest(buffer, read))) {
          out.write(buffer, 0, read);
          read = in.read(buffer);
        }
      } catch (IOException e) {
        // One side is gone; the other one goes too.
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        close();
      }
    }

    private boolean passAnswer() throws InterruptedException {
      lock.lock();
      try {
        if (holdNext) {
          holdNext = false;
          held.set(this);
        }
        hasAnswer = held.get() == this;
        return pass(true);
      } finally {
        lock.unlock();
      }
    }

    private boolean passRequest(byte[] data, int length) throws InterruptedException {
      lock.lock();
      try {
        if (heldRequest != null && new String(data, 0, length, UTF_8).contains(heldRequest)) {
          heldRequest = null;
          hasAnswer = false;
          held.set(this);
        }
        return pass(false);
      } finally {
        lock.unlock();
      }
    }

    /** Waits until data may pass; false if it never will. */
    private boolean pass(boolean answer) throws InterruptedException {
      lock.lock();
      try {
        long wait = delayNanos;
        while (!closed && wait > 0 && delayNanos > 0) {
          wait = changed.awaitNanos(wait);
        }
        while (!closed && (state == State.HUNG || (answer && held.get() == this))) {
          changed.await();
        }
        return !closed;
      } finally {
        lock.unlock();
      }
    }

    void close() {
      closed = true;
      links.remove(this);
      closeQuietly(client);
      closeQuietly(server);
      change(() -> held.compareAndSet(this, null));
    }
  }
}
