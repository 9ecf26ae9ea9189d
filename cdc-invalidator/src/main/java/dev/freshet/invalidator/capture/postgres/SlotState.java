package dev.freshet.invalidator.capture.postgres;

/**
 * The replication slot as the server shows it.
 *
 * @param name of the slot
 * @param usable whether it decodes this database's changes with pgoutput
 * @param lost whether the server has removed write-ahead log that the slot still needs
 * @param active whether a process streams from it
 * @param confirmed up to where changes were acknowledged
 * @param retainedBytes of write-ahead log that it keeps the server from removing
 */
public record SlotState(
    String name,
    boolean usable,
    boolean lost,
    boolean active,
    String confirmed,
    long retainedBytes) {}
