package dev.freshet.keys;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How far the invalidator has come: the hash {@link Namespace#watermark}. It is written after every
 * batch, and at least every second while changes are streaming.
 *
 * @param lsn the position in the write-ahead log up to which everything is applied, as PostgreSQL
 *     writes it, such as {@code 0/16B3748}
 * @param commitTime when the last transaction that was applied was committed, by the database's
 *     clock; empty if none was applied since the invalidator's start
 * @param slot the replication slot's name
 * @param systemIdentifier the database cluster's
 * @param timeline the database server's
 * @param instance the invalidator that writes it
 * @param completeUntil a time, by the clock of the Redis server: everything that was committed by
 *     then is applied; empty if that is not known
 * @param purgedAt when the whole cache was last purged, by the clock of the Redis server; empty if
 *     that is not known
 */
public record Watermark(
    String lsn,
    Optional<Instant> commitTime,
    String slot,
    String systemIdentifier,
    String timeline,
    String instance,
    Optional<Instant> completeUntil,
    Optional<Instant> purgedAt) {

  /**
   * The field that says when the hash was written: ms since 1970, by the clock of the Redis server,
   * which is every reader's too.
   */
  public static final String APPLIED_AT = "applied_at";

  /** The field of {@link #completeUntil}, in ms since 1970. */
  public static final String COMPLETE_UNTIL = "complete_until";

  /** The field of {@link #purgedAt}, in ms since 1970. */
  public static final String PURGED_AT = "purged_at";

  private static final Pattern MILLIS = Pattern.compile("[0-9]{1,15}");
  private static final Pattern POSITION = Pattern.compile("[0-9A-Fa-f]{1,8}/[0-9A-Fa-f]{1,8}");

  private static final String LSN = "lsn";
  private static final String COMMIT_TIME = "commit_time";
  private static final String SLOT = "slot";
  private static final String SYSTEM_IDENTIFIER = "system_identifier";
  private static final String TIMELINE = "timeline";
  private static final String INSTANCE = "instance";

  /**
   * The hash's fields, but for {@link #APPLIED_AT}; an empty text stands for no commit time. What
   * is not known of the other times has no field: what was known before stays true.
   */
  public Map<String, String> fields() {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put(LSN, lsn);
    fields.put(COMMIT_TIME, commitTime.map(Instant::toString).orElse(""));
    fields.put(SLOT, slot);
    fields.put(SYSTEM_IDENTIFIER, systemIdentifier);
    fields.put(TIMELINE, timeline);
    fields.put(INSTANCE, instance);
    completeUntil.ifPresent(time -> fields.put(COMPLETE_UNTIL, millis(time)));
    purgedAt.ifPresent(time -> fields.put(PURGED_AT, millis(time)));
    return fields;
  }

  /** The watermark that a hash holds; empty if a field is missing or cannot be read. */
  public static Optional<Watermark> of(Map<String, String> fields) {
    @Nullable String lsn = fields.get(LSN);
    @Nullable String commitTime = fields.get(COMMIT_TIME);
    @Nullable String slot = fields.get(SLOT);
    @Nullable String systemIdentifier = fields.get(SYSTEM_IDENTIFIER);
    @Nullable String timeline = fields.get(TIMELINE);
    @Nullable String instance = fields.get(INSTANCE);
    if (lsn == null
        || commitTime == null
        || slot == null
        || systemIdentifier == null
        || timeline == null
        || instance == null
        || !POSITION.matcher(lsn).matches()) {
      return Optional.empty();
    }
    try {
      Optional<Instant> committed =
          commitTime.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(commitTime));
      return Optional.of(
          new Watermark(
              lsn,
              committed,
              slot,
              systemIdentifier,
              timeline,
              instance,
              time(fields.get(COMPLETE_UNTIL)),
              time(fields.get(PURGED_AT))));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /** The time that a text of ms since 1970 stands for; empty if there is none or it is no time. */
  public static Optional<Instant> time(@Nullable String millis) {
    return millis != null && MILLIS.matcher(millis).matches()
        ? Optional.of(Instant.ofEpochMilli(Long.parseLong(millis)))
        : Optional.empty();
  }

  private static String millis(Instant time) {
    return Long.toString(time.toEpochMilli());
  }
}
