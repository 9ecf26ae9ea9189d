package dev.freshet.local.process;

import com.github.dockerjava.api.DockerClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.testcontainers.containers.Container;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.startupcheck.IsRunningStartupCheckStrategy;
import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.utility.DockerImageName;

/**
 * A server in a container that shares the host's network, so that its port stays the same when it
 * is started again and cluster nodes reach each other on 127.0.0.1. That needs Docker on Linux. Its
 * working directory is {@code /tmp}, where its command finds in the file {@code arguments} what it
 * is started with this once.
 */
public final class ContainerProcess implements ServerProcess {

  private static final String FOLDER = "/tmp";
  private static final String ARGUMENTS = FOLDER + "/arguments";

  private static final int OWNER_ONLY = 0100600;

  private final GenericContainer<?> container;

  /**
   * @param files of this machine, which the server finds under the same names; they belong to root
   */
  @SuppressWarnings("resource") // closed by remove()
  public ContainerProcess(
      String image, Map<String, String> environment, List<Path> files, String... command) {
    this.container =
        new GenericContainer<>(DockerImageName.parse(image))
            .withNetworkMode("host")
            .withWorkingDirectory(FOLDER)
            .withEnv(environment)
            .withCommand(command)
            .withStartupCheckStrategy(new IsRunningStartupCheckStrategy())
            .waitingFor(new NoWait());
    files.forEach(file -> container.withCopyToContainer(content(file), file.toString()));
  }

  /** Those of the words that are the absolute names of files, such as of a certificate. */
  public static List<Path> filesAmong(Stream<String> words) {
    return words.map(Path::of).filter(Path::isAbsolute).filter(Files::isRegularFile).toList();
  }

  private static Transferable content(Path file) {
    try {
      return Transferable.of(Files.readAllBytes(file), OWNER_ONLY);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void start() {
    start(new String[0]);
  }

  /** A container's command is fixed, but not its files. */
  @Override
  public void start(String... more) {
    Transferable arguments = Transferable.of(String.join(" ", more));
    if (container.getContainerId() == null) {
      container.withCopyToContainer(arguments, ARGUMENTS).start();
    } else {
      container.copyFileToContainer(arguments, ARGUMENTS);
      docker().startContainerCmd(container.getContainerId()).exec();
    }
  }

  @Override
  public void rename(String from, String to) {
    try {
      Container.ExecResult result = container.execInContainer("mv", from, to);
      if (result.getExitCode() != 0) {
        throw new IllegalStateException(result.getStderr());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a file was renamed", e);
    }
  }

  @Override
  public void terminate() {
    docker().stopContainerCmd(container.getContainerId()).exec();
  }

  @Override
  public void kill() {
    docker().killContainerCmd(container.getContainerId()).exec();
  }

  @Override
  public void pause() {
    docker().pauseContainerCmd(container.getContainerId()).exec();
  }

  @Override
  public void resume() {
    docker().unpauseContainerCmd(container.getContainerId()).exec();
  }

  @Override
  public boolean isAlive() {
    return container.isRunning();
  }

  @Override
  public String output() {
    return container.getLogs();
  }

  @Override
  public void remove() {
    container.stop();
  }

  private DockerClient docker() {
    return container.getDockerClient();
  }

  /** The caller awaits the protocol's own answer; a port check would need exposed ports. */
  private static final class NoWait extends AbstractWaitStrategy {
    @Override
    protected void waitUntilReady() {}
  }
}
