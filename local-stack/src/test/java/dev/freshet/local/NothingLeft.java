package dev.freshet.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Gives each test a temporary folder for all that it starts, and fails it if a file is left there
 * or a process that works there.
 */
public final class NothingLeft implements BeforeEachCallback, AfterEachCallback {

  private static final String TEMPORARY = "java.io.tmpdir";
  private static final String BINARIES = "ot.epg.working-dir";

  private final String before = System.getProperty(TEMPORARY);
  private Path folder = Path.of(before);

  @Override
  public void beforeEach(ExtensionContext context) throws Exception {
    folder = Files.createTempDirectory("freshet-nothing-left-");
    System.setProperty(BINARIES, Path.of(before, "embedded-pg").toString());
    System.setProperty(TEMPORARY, folder.toString());
  }

  @Override
  public void afterEach(ExtensionContext context) {
    System.setProperty(TEMPORARY, before);
    System.clearProperty(BINARIES);
    try {
      assertThat(ProcessHandle.allProcesses().filter(this::worksInTheFolder)).isEmpty();
      assertThat(folder).isEmptyDirectory();
    } finally {
      Folders.delete(folder);
    }
  }

  private boolean worksInTheFolder(ProcessHandle process) {
    return process.info().commandLine().orElse("").contains(folder.toString());
  }
}
