package dev.freshet.invalidator.capture;

/**
 * Where changes come from.
 *
 * @param systemIdentifier the database cluster's
 * @param timeline the server's, which a promotion or a recovery moves on
 * @param tables stands for the publication and the columns, partitions, children, row-level
 *     security and replica identities of its tables: another text after any of them was altered,
 *     and, save for security that is switched on or off and identities without an index, also if
 *     the alteration was undone
 */
record Origin(
    String systemIdentifier,
    String timeline,
    String tables,
    ReplicaIdentities identities,
    CapturedRelations relations) {

  /** Whether the other one has the same write-ahead log. */
  boolean isSameServer(String otherSystemIdentifier, String otherTimeline) {
    return systemIdentifier.equals(otherSystemIdentifier) && timeline.equals(otherTimeline);
  }
}
