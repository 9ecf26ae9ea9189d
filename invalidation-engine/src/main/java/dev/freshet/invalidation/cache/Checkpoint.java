package dev.freshet.invalidation.cache;

import dev.freshet.keys.MaintainedKinds;
import dev.freshet.keys.Watermark;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How far the cache is right, and under which circumstances: what the next run needs to know to
 * tell whether anything was missed in between. It is kept where the values are, in the watermark's
 * hash, so that a Redis which lost deletions has lost the checkpoint behind them as well.
 *
 * @param watermark what other programs may read
 * @param tables stands for the publication and the columns of its tables, as they were
 * @param nodes stands for the Redis servers that the deletions were made on
 * @param kinds what the run deletes, and by which rules
 * @param run names the run that wrote it, of all runs of all invalidators
 */
public record Checkpoint(
    Watermark watermark, String tables, String nodes, MaintainedKinds kinds, String run) {

  public static final String RUN = "run";
  private static final String TABLES = "tables";
  private static final String NODES = "nodes";
  private static final String UNSETTLED = "unsettled";

  /** The same, with the time of the last purge, if it is known. */
  public Checkpoint purgedAt(Optional<Instant> time) {
    Watermark purged =
        new Watermark(
            watermark.lsn(),
            watermark.commitTime(),
            watermark.slot(),
            watermark.systemIdentifier(),
            watermark.timeline(),
            watermark.instance(),
            watermark.completeUntil(),
            time);
    return new Checkpoint(purged, tables, nodes, kinds, run);
  }

  /**
   * The same, but without saying that everything is right up to here: the tables are others than
   * any run will find, so that the next one purges, and no time is given.
   */
  public Checkpoint unsettled() {
    Watermark incomplete =
        new Watermark(
            watermark.lsn(),
            watermark.commitTime(),
            watermark.slot(),
            watermark.systemIdentifier(),
            watermark.timeline(),
            watermark.instance(),
            Optional.empty(),
            watermark.purgedAt());
    return new Checkpoint(incomplete, UNSETTLED, nodes, kinds, run);
  }

  public Map<String, String> fields() {
    Map<String, String> fields = new LinkedHashMap<>(watermark.fields());
    fields.put(TABLES, tables);
    fields.put(NODES, nodes);
    fields.put(MaintainedKinds.FIELD, kinds.text());
    fields.put(RUN, run);
    return fields;
  }

  /** The checkpoint that a hash holds; empty if a field is missing or cannot be read. */
  public static Optional<Checkpoint> of(Map<String, String> fields) {
    @Nullable String tables = fields.get(TABLES);
    @Nullable String nodes = fields.get(NODES);
    @Nullable String run = fields.get(RUN);
    if (tables == null || nodes == null || run == null) {
      return Optional.empty();
    }
    // An older version has not said which kinds it maintains, and so left all in doubt.
    MaintainedKinds kinds =
        MaintainedKinds.of(fields.get(MaintainedKinds.FIELD)).orElse(new MaintainedKinds(Map.of()));
    return Watermark.of(fields)
        .map(watermark -> new Checkpoint(watermark, tables, nodes, kinds, run));
  }
}
