package dev.freshet.invalidation.cache;

import dev.freshet.keys.MaintainedKinds;
import dev.freshet.keys.Watermark;
import java.util.Map;
import java.util.Optional;

/** Checkpoints of which only what is given matters. */
public final class Checkpoints {

  private Checkpoints() {}

  public static Checkpoint of(String lsn, String nodes, String run) {
    return of(lsn, nodes, new MaintainedKinds(Map.of()), run);
  }

  public static Checkpoint of(String lsn, String nodes, MaintainedKinds kinds, String run) {
    return new Checkpoint(
        new Watermark(
            lsn, Optional.empty(), "freshet", "1", "1", "host", Optional.empty(), Optional.empty()),
        "tables",
        nodes,
        kinds,
        run);
  }
}
