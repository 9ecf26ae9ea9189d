package dev.freshet.api.catalog.write;

import dev.freshet.api.catalog.read.CatalogRows;
import dev.freshet.api.web.ConflictException;
import dev.freshet.cache.fence.Fenced;
import dev.freshet.catalog.Category;
import dev.freshet.catalog.listings.InvalidParameterException;
import dev.freshet.spring.FencedTransactions;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Categories in the database. They are not cached, but for their pages. */
public final class Categories {

  private static final String COLUMNS = "id, slug, name, parent_id";

  private final JdbcClient jdbc;
  private final FencedTransactions transactions;

  public Categories(JdbcClient jdbc, FencedTransactions transactions) {
    this.jdbc = jdbc;
    this.transactions = transactions;
  }

  /** All, by id. */
  public List<Category> all() {
    return jdbc.sql("select " + COLUMNS + " from categories order by id")
        .query((row, n) -> CatalogRows.category(row, ""))
        .list();
  }

  public Optional<Category> find(long id) {
    return jdbc.sql("select " + COLUMNS + " from categories where id = :id")
        .param("id", id)
        .query((row, n) -> CatalogRows.category(row, ""))
        .optional();
  }

  /** The new category as stored. */
  public Fenced<Category> create(CategoryWrite write) {
    return write(
            bind(
                "insert into categories (slug, name, parent_id)"
                    + " values (:slug, :name, :parent_id) returning "
                    + COLUMNS,
                write))
        .orElseThrow();
  }

  /** The category as stored; empty if there is none with this id. */
  public Optional<Fenced<Category>> replace(long id, CategoryWrite write) {
    return write(
        bind(
                "update categories set slug = :slug, name = :name, parent_id = :parent_id,"
                    + " updated_at = now() where id = :id returning "
                    + COLUMNS,
                write)
            .param("id", id));
  }

  /**
   * Deletes the category and, by cascade, its products.
   *
   * @return the category; empty if there was none with this id
   */
  public Optional<Fenced<Category>> delete(long id) {
    return write(
        jdbc.sql("delete from categories where id = :id returning " + COLUMNS).param("id", id));
  }

  private Optional<Fenced<Category>> write(JdbcClient.StatementSpec statement) {
    return checked(
        () ->
            transactions.run(
                () -> statement.query((row, n) -> CatalogRows.category(row, "")).optional()));
  }

  private JdbcClient.StatementSpec bind(String sql, CategoryWrite write) {
    return jdbc.sql(sql)
        .param("slug", write.slug())
        .param("name", write.name())
        .param("parent_id", write.parentId(), java.sql.Types.BIGINT);
  }

  private static <T> T checked(Supplier<T> statement) {
    try {
      return statement.get();
    } catch (DuplicateKeyException e) {
      throw new ConflictException("slug", "taken by another category");
    } catch (DataIntegrityViolationException e) {
      if (SqlStates.of(e).equals(SqlStates.FOREIGN_KEY_VIOLATION)) {
        throw new InvalidParameterException("parent_id", "the id of a category that exists");
      }
      throw e;
    }
  }
}
