package dev.freshet.keys.near;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a process that keeps copies tells the invalidator, an entry of the stream {@link
 * dev.freshet.keys.Namespace#nearMembers}.
 *
 * @param session of the process: another one whenever it begins with an empty memory
 * @param run of the invalidator that it is meant for, as the watermark names it
 * @param renewal asks for a lease: 1 for the session's first, and so on; {@link #NONE}: does not
 *     ask; {@link #LEAVING}: the session is over, and nothing is answered from its copies any more
 * @param acknowledged no copy is left that an entry of the run with this number, or a lower one,
 *     has made wrong
 */
public record NearMessage(String session, String run, long renewal, long acknowledged) {

  public static final long NONE = 0;
  public static final long LEAVING = -1;

  private static final String SESSION = "session";
  private static final String RUN = "run";
  private static final String RENEWAL = "renewal";
  private static final String ACKNOWLEDGED = "acknowledged";

  /** The entry's fields. */
  public Map<String, String> fields() {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put(SESSION, session);
    fields.put(RUN, run);
    fields.put(RENEWAL, Long.toString(renewal));
    fields.put(ACKNOWLEDGED, Long.toString(acknowledged));
    return fields;
  }

  /** The message that an entry holds; empty if it holds none. */
  public static Optional<NearMessage> of(Map<String, String> fields) {
    @Nullable String session = fields.get(SESSION);
    @Nullable String run = fields.get(RUN);
    @Nullable String renewal = fields.get(RENEWAL);
    @Nullable String acknowledged = fields.get(ACKNOWLEDGED);
    if (session == null || run == null || renewal == null || acknowledged == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new NearMessage(session, run, Long.parseLong(renewal), Long.parseLong(acknowledged)));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
