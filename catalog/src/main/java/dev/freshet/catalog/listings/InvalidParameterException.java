package dev.freshet.catalog.listings;

/** A request parameter that is not what it must be. The message says what is expected. */
public final class InvalidParameterException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String field;

  /**
   * @param field the parameter's name, such as {@code page_size}
   * @param expected completes "must be ...", such as {@code a whole number from 1 to 100}
   */
  public InvalidParameterException(String field, String expected) {
    super(field + " must be " + expected);
    this.field = field;
  }

  /** The parameter's name, as the client knows it. */
  public String field() {
    return field;
  }
}
