package dev.freshet.invalidator.capture.postgres;

import java.util.List;

/**
 * Where changes come from.
 *
 * @param systemIdentifier the database cluster's
 * @param timeline the server's, which a promotion or a recovery moves on
 * @param tables stands for the publication and the names, columns, partitions, children, row-level
 *     security and replica identities of its tables: another text after any of them was altered,
 *     and, save for identities without an index and security without policies, also if the
 *     alteration was undone
 * @param identities of the tables, as far as the publication has their columns
 * @param unpublished the columns of replica identities that it lacks, as schema.table.column, where
 *     the server therefore refuses every update and delete
 */
public record Origin(
    String systemIdentifier,
    String timeline,
    String tables,
    ReplicaIdentities identities,
    List<String> unpublished,
    CapturedRelations relations) {

  public Origin {
    unpublished = List.copyOf(unpublished);
  }

  /** Whether the other one has the same write-ahead log. */
  public boolean isSameServer(String otherSystemIdentifier, String otherTimeline) {
    return systemIdentifier.equals(otherSystemIdentifier) && timeline.equals(otherTimeline);
  }
}
