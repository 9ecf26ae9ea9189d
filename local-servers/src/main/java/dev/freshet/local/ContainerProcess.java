package dev.freshet.local;

import com.github.dockerjava.api.DockerClient;
import java.util.Map;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.startupcheck.IsRunningStartupCheckStrategy;
import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;
import org.testcontainers.utility.DockerImageName;

/**
 * A server in a container that shares the host's network, so that its port stays the same when it
 * is started again and cluster nodes reach each other on 127.0.0.1. That needs Docker on Linux.
 */
final class ContainerProcess implements ServerProcess {

  private final GenericContainer<?> container;

  @SuppressWarnings("resource") // closed by remove()
  ContainerProcess(String image, Map<String, String> environment, String... command) {
    this.container =
        new GenericContainer<>(DockerImageName.parse(image))
            .withNetworkMode("host")
            .withEnv(environment)
            .withCommand(command)
            .withStartupCheckStrategy(new IsRunningStartupCheckStrategy())
            .waitingFor(new NoWait());
  }

  @Override
  public void start() {
    if (container.getContainerId() == null) {
      container.start();
    } else {
      docker().startContainerCmd(container.getContainerId()).exec();
    }
  }

  @Override
  public void start(String... more) {
    throw new UnsupportedOperationException("a container's command is fixed");
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
