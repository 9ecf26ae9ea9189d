package dev.freshet.api.web;

/** A value that must be unique is not: 409. */
public final class ConflictException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * @param problem completes "{field} is ..."
   */
  public ConflictException(String field, String problem) {
    super(field + " is " + problem, null, false, false);
  }
}
