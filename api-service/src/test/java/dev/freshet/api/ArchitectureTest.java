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
  void onlyTheCacheKnowsRedis() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.freshet.api.cache..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.lettuce..", "dev.freshet.redis..", "io.github.resilience4j..")
        .check(CLASSES);
  }

  @Test
  void cacheAndFenceKnowNothingOfTheCatalogOrOfHttp() {
    noClasses()
        .that()
        .resideInAnyPackage("dev.freshet.api.cache..", "dev.freshet.api.fence..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.freshet.catalog..",
            "dev.freshet.api.catalog..",
            "dev.freshet.api.web..",
            "org.springframework.web..",
            "org.springframework.jdbc..",
            "jakarta.servlet..")
        .check(CLASSES);
  }

  @Test
  void onlyItsAdaptersKnowLettuce() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.freshet.api.cache.redis..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.lettuce..")
        .check(CLASSES);
  }

  @Test
  void warmingReadsAsClientsDoAndNothingDependsOnIt() {
    noClasses()
        .that()
        .resideInAPackage("dev.freshet.api.warming..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.freshet.api.web..",
            "org.springframework.web..",
            "org.springframework.jdbc..",
            "jakarta.servlet..")
        .check(CLASSES);
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.freshet.api.warming..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.freshet.api.warming..")
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
