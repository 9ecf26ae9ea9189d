package dev.freshet.cache;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.freshet.cache");

  @Test
  void knowsNothingOfItsUsersOrOfInvalidation() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.springframework..",
            "jakarta..",
            "java.sql..",
            "dev.freshet.catalog..",
            "dev.freshet.spring..",
            "dev.freshet.api..",
            "dev.freshet.rules..",
            "dev.freshet.invalidation..",
            "io.debezium..")
        .check(CLASSES);
  }

  @Test
  void onlyItsAdaptersKnowLettuce() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.freshet.cache.redis..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.lettuce..", "dev.freshet.redis..")
        .check(CLASSES);
  }

  @Test
  void nothingDependsOnWarming() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.freshet.cache.warming..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.freshet.cache.warming..")
        .check(CLASSES);
  }
}
