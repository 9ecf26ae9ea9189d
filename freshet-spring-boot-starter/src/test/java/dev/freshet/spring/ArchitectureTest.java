package dev.freshet.spring;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.freshet.spring");

  @Test
  void knowsNoCatalogAndNothingOfInvalidation() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.freshet.catalog..",
            "dev.freshet.api..",
            "dev.freshet.rules..",
            "dev.freshet.invalidation..",
            "io.debezium..")
        .check(CLASSES);
  }

  /** The protocol is the library's. */
  @Test
  void theCachesOfSpringKnowNoRedis() {
    noClasses()
        .that()
        .resideInAPackage("dev.freshet.spring.cache..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.lettuce..", "dev.freshet.redis..")
        .check(CLASSES);
  }
}
