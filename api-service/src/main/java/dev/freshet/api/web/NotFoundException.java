package dev.freshet.api.web;

/** There is no such thing: 404. */
public final class NotFoundException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * @param what for example {@code product}
   */
  public NotFoundException(String what) {
    super("There is no " + what + " with this id.", null, false, false);
  }
}
