package dev.freshet.api;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.freshet.api");

  @Test
  void nothingHereKnowsRedis() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.lettuce..", "dev.freshet.redis..", "io.github.resilience4j..")
        .check(CLASSES);
  }

  @Test
  void nothingHereKnowsOfInvalidation() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.freshet.invalidator..", "io.debezium..", "org.apache.kafka..")
        .check(CLASSES);
  }

  @Test
  void packagesHaveNoCycles() {
    SlicesRuleDefinition.slices()
        .matching("dev.freshet.api.(**)")
        .should()
        .beFreeOfCycles()
        .check(CLASSES);
  }
}
